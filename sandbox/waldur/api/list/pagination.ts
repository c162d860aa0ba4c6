import { ApiError } from "../errors";

export interface Page<T> {
  readonly items: T[];
  readonly headers: Readonly<Record<string, string>>;
}

const defaultSize = 10;

/** One page of a list with its headers. @throws ApiError (404) for a page that isn't there */
export function paginate<T>(rows: readonly T[], url: URL, cap: number): Page<T> {
  const asked = Number(url.searchParams.get("page_size"));
  const size = Math.min(Number.isInteger(asked) && asked > 0 ? asked : defaultSize, cap);
  const last = Math.max(1, Math.ceil(rows.length / size));
  const given = url.searchParams.get("page") ?? "1";
  const page = given === "last" ? last : Number(given);
  if (!Number.isInteger(page) || page < 1 || page > last)
    throw new ApiError(404, { detail: "Invalid page." });

  const links: [rel: string, page: number][] = [["first", 1]];
  if (page > 1) links.push(["prev", page - 1]);
  if (page < last) links.push(["next", page + 1]);
  links.push(["last", last]);
  return {
    items: rows.slice((page - 1) * size, page * size),
    headers: {
      "X-Result-Count": String(rows.length),
      Link: links.map(([rel, target]) => `<${pageUrl(url, target)}>; rel="${rel}"`).join(", "),
    },
  };
}

/** The same URL for another page, its parameters sorted by name; the first page goes without a number. */
function pageUrl(url: URL, page: number): string {
  const target = new URL(url);
  if (page === 1) target.searchParams.delete("page");
  else target.searchParams.set("page", String(page));
  target.searchParams.sort();
  return target.toString();
}
