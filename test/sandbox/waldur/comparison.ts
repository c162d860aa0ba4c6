import type { Bindings } from "./bindings";
import type { Exchange } from "./recording";

export interface Exception {
  readonly key: RegExp;
  readonly reason: string;
  /** Sections of the recordings that it is about; all of them unless given. */
  readonly sections?: RegExp;
  readonly recordedAs?: (ours: unknown) => unknown;
}

const secondRecording = /^[N-Q]\. /;

/** What can't be compared as it is, and why. Times, ids, hosts and the order of rules never are. */
const exceptions: readonly Exception[] = [
  { key: /\.quotas\.\d+\.usage$/, reason: "counts what the recording server had gone through before" },
  { key: /\.(marketplace_\w+|is_usage_based|is_limit_based)$/, reason: "null; left out of the recording" },
  {
    key: /\.error_traceback$/,
    reason: "the recording keeps the last line only",
    recordedAs: (ours) => (typeof ours === "string" ? ours.split("\n").at(-1) : ours),
  },
  { key: /^header link$/, sections: secondRecording, reason: "left out of the second recording" },
  {
    key: /\.customer_(native_name|abbreviation)$/,
    sections: secondRecording,
    reason: "the customer had been renamed between the two recordings",
  },
];

/** What a recording is compared by. */
interface Terms {
  readonly exceptions: readonly Exception[];
  /** Whether fields that the recording lacks are passed over, since it has left some out. */
  readonly recordedFieldsOnly?: boolean;
}

const exceptionFor = (path: string, { section, terms }: Pick<Comparison, "section" | "terms">) =>
  terms.exceptions.find(({ key, sections }) => key.test(path) && (sections?.test(section) ?? true));

/** Lists without `o` are in no order within a tenant, so which group is on the second page is chance: their keys are compared. */
const undefinedPage = /\/\?(?!.*\bo=).*\bpage=[2-9]/;

const comparedHeaders = ["content-type", "location", "www-authenticate", "x-result-count", "link"];

/** What differs between a recorded answer and ours; nothing when they agree. */
export async function differences(
  { section, request, response }: Exchange,
  ours: Response,
  bindings: Bindings,
  terms: Terms = { exceptions },
): Promise<string[]> {
  const found: string[] = [];
  if (ours.status !== response.status) found.push(`status ${response.status} is ${ours.status}`);
  const headers = new Headers(response.headers);
  for (const name of comparedHeaders) {
    const [theirs, our] = [headers.get(name) ?? "", ours.headers.get(name) ?? ""];
    if (!exceptionFor(`header ${name}`, { section, terms }) && !bindings.fit(theirs, our))
      found.push(`header ${name} ${theirs} is ${our}`);
  }
  const text = await ours.text();
  const isJson = ours.headers.get("content-type") === "application/json" && text !== "";
  const body: unknown = isJson ? JSON.parse(text) : text || null;
  const comparison = { section, bindings, found, terms };
  if (undefinedPage.test(request.path) && !terms.recordedFieldsOnly)
    compare(keysOf(response.body), keysOf(body), "keys", comparison);
  else compare(response.body, body, "body", comparison);
  return found;
}

/** The keys of each item of a list. */
const keysOf = (list: unknown) =>
  (Array.isArray(list) ? list : []).map((item: object) => Object.keys(item).sort());

interface Comparison {
  readonly section: string;
  readonly bindings: Bindings;
  /** What differs. */
  readonly found: string[];
  readonly terms: Terms;
}

function compare(theirs: unknown, given: unknown, path: string, comparison: Comparison): void {
  const { bindings, found, terms } = comparison;
  const exception = exceptionFor(path, comparison);
  if (exception && !exception.recordedAs) return;
  const ours = exception?.recordedAs?.(given) ?? given;

  if (Array.isArray(theirs) && Array.isArray(ours)) {
    const [a, b] = [sortedRules(theirs), sortedRules(ours)];
    for (let index = 0; index < Math.max(a.length, b.length); index++)
      compare(a[index], b[index], `${path}.${index}`, comparison);
  } else if (isRecord(theirs) && isRecord(ours)) {
    for (const key of new Set([
      ...Object.keys(theirs),
      ...(terms.recordedFieldsOnly ? [] : Object.keys(ours)),
    ]))
      compare(theirs[key], ours[key], `${path}.${key}`, comparison);
  } else if (!fits(theirs, ours, path, bindings))
    found.push(`${path} ${JSON.stringify(theirs)} is ${JSON.stringify(ours)}`);
}

function fits(theirs: unknown, ours: unknown, path: string, bindings: Bindings): boolean {
  if (typeof theirs === "number" && path.endsWith(".id")) return bindings.bind(String(theirs), String(ours));
  if (typeof theirs !== "string" || typeof ours !== "string") return theirs === ours;
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(Z|\+00:00)$/;
  return (time.test(theirs) && time.test(ours)) || bindings.fit(theirs, ours);
}

/** Rules by their values; other lists as they are. */
function sortedRules(list: unknown[]): unknown[] {
  const key = (item: unknown) => {
    if (!isRecord(item) || !("ethertype" in item)) return undefined;
    const { ethertype, direction, protocol, from_port, to_port, cidr, description, remote_group_name } = item;
    return JSON.stringify([
      ethertype,
      direction,
      protocol,
      from_port,
      to_port,
      cidr,
      description,
      remote_group_name,
    ]);
  };
  const keyed = list.map((item) => ({ item, key: key(item) }));
  if (keyed.some((entry) => entry.key === undefined)) return list;
  return keyed.sort((one, other) => (String(one.key) < String(other.key) ? -1 : 1)).map(({ item }) => item);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
