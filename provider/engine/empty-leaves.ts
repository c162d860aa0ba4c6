import * as pulumi from "@pulumi/pulumi";

/**
 * Arguments in which an empty value of some fields stays one: as null, which check refuses. The SDK drops what is undefined,
 * and what an output turns out to be undefined, so that check would take it for left out, which is any.
 *
 * Each value is looked at by itself, since one output that is not known yet must not make all the others so.
 * @param isLimit whether a field, at whatever depth, is one of them
 */
export function withEmptyLeaves(value: unknown, isLimit: (field: string) => boolean): unknown {
  const inside = (one: unknown): unknown => {
    if (isPending(one)) return pulumi.output(one).apply((known) => inside(known));
    if (isList(one)) return one.map(leaf);
    if (!isPlain(one)) return one;
    const entries = Object.entries(one).map(([name, field]: [string, unknown]) => [
      name,
      isLimit(name) ? leaf(field) : field,
    ]);
    return Object.fromEntries(entries) as unknown;
  };
  const leaf = (one: unknown): unknown =>
    isPending(one) ? pulumi.output(one).apply((known) => leaf(known)) : inside(one ?? null);
  return inside(value);
}

const isPending = (value: unknown): value is pulumi.Output<object> | Promise<object> =>
  pulumi.Output.isInstance(value) || value instanceof Promise;

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

const isPlain = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !pulumi.Resource.isInstance(value);
