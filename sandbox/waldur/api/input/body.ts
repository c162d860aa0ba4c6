import type { Context } from "hono";
import { ApiError, ValidationError } from "../errors";
import { jsonError } from "./json-error";

/** The parsed body; an empty one is an empty object. @throws ApiError (415), ValidationError for anything but JSON */
export async function readBody(c: Context): Promise<unknown> {
  const text = await c.req.text();
  if (text === "") return {};
  const type = c.req.header("content-type") ?? "";
  if (isForm(type)) return c.req.parseBody();
  if (!/^application\/json\b/i.test(type))
    throw new ApiError(415, { detail: `Unsupported media type "${type}" in request.` });
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ValidationError({ detail: `JSON parse error - ${jsonError(text)}` });
  }
}

/** The same where a list is expected: the items of a form are its fields `[0]name`, and others don't count. */
export async function readList(c: Context): Promise<unknown> {
  const body = await readBody(c);
  if (!isForm(c.req.header("content-type") ?? "") || typeof body !== "object" || body === null) return body;
  const items = new Map<number, Record<string, unknown>>();
  for (const [key, value] of Object.entries<unknown>({ ...body })) {
    const [, index, field] = /^\[(\d+)\](.+)$/.exec(key) ?? [];
    if (index === undefined || field === undefined) continue;
    items.set(Number(index), { ...items.get(Number(index)), [field]: value });
  }
  return [...items].sort(([one], [other]) => one - other).map(([, item]) => item);
}

const isForm = (type: string) => /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type);
