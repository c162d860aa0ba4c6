import fc from "fast-check";

/** Values that are unexpected in their places. */
const oddities: readonly unknown[] = [
  null,
  "",
  " ",
  0,
  -1,
  1.5,
  65_536,
  1e300,
  true,
  false,
  [],
  {},
  [null],
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9", // what the engine writes for a value that is not known yet
  "0.0.0.0/33",
  "::ffff:0:0/96",
  "tcp",
  "x".repeat(5000),
  "\u0000",
  "${web.id}",
  "zażółć 日本語 \u202e",
  "\ud800", // half a surrogate pair, which gRPC cannot carry
  "half \udfff",
  "\u001b]0;title\u0007 \u009b31m", // control characters of a terminal
  "<{%reset%}> <{%boom%}>", // colour codes of Pulumi's display, which stops at one that it does not know
  "two\u0085lines\u2028or\u2029four",
];

const junk: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...oddities) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 30 }) },
);

/** One thing done to a value somewhere inside. */
export type Damage =
  | { readonly kind: "replace" | "add"; readonly at: number; readonly name: string; readonly by: unknown }
  | { readonly kind: "remove" | "double"; readonly at: number };

const names = fc.constantFrom("__proto__", "constructor", "toString", "rules", "id", "0", "strange field");

const damage: fc.Arbitrary<Damage> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("replace"), at: fc.nat(), name: names, by: junk }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("add"), at: fc.nat(), name: names, by: junk }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("remove", "double"), at: fc.nat() }) },
);

/** A few at once. */
export const damages: fc.Arbitrary<Damage[]> = fc.array(damage, { minLength: 1, maxLength: 3 });

type Holder = Record<string, unknown> | unknown[];

/** A copy of a value with the damage done; `at` picks one of its places. */
export function damaged<T>(value: T, all: readonly Damage[]): T {
  const root: { value: T } = { value: structuredClone(value) };
  for (const one of all) apply(one, placesIn(root.value));
  return root.value;
}

interface Place {
  readonly holder: Holder;
  readonly key: string;
}

/** Everything that is inside a value, at any depth, but for what is the engine's own: `__provider`. */
function placesIn(value: unknown): Place[] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Holder;
  return Object.keys(holder)
    .filter((key) => !key.startsWith("__"))
    .flatMap((key) => [{ holder, key }, ...placesIn(read(holder, key))]);
}

const read = (holder: Holder, key: string): unknown => Reflect.get(holder, key);

function apply(one: Damage, places: readonly Place[]): void {
  const place = places[one.at % Math.max(1, places.length)];
  if (place === undefined) return;
  const { holder, key } = place;
  // Copies: what is damaged next may be inside of them.
  if (one.kind === "replace") write(holder, key, structuredClone(one.by));
  else if (one.kind === "add" && !Array.isArray(holder)) write(holder, one.name, structuredClone(one.by));
  else if (Array.isArray(holder))
    holder.splice(Number(key), one.kind === "remove" ? 1 : 0, structuredClone(read(holder, key)));
  else if (one.kind === "remove") Reflect.deleteProperty(holder, key);
}

/** As JSON has it: `__proto__` is a field like any other. */
function write(holder: Holder, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

/** A value as the engine hands it over, whose texts are all well-formed. */
export function wellFormed<T>(value: T): T;
export function wellFormed(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map((part: unknown) => wellFormed(part));
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([name, part]: [string, unknown]) => [
    name.toWellFormed(),
    wellFormed(part),
  ]);
  return Object.fromEntries(fields) as unknown;
}
