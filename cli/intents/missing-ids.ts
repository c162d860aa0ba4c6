import type { Registered } from "../../intents/registered";
import { handlerOf } from "../../provider/kit/resource-types";
import { isFields } from "../../provider/rules/rule-map";

/** Resources with the ids that follow from others, and those of which that does not suffice. */
interface Completed<Resource> {
  readonly resources: readonly Resource[];
  /** For each id that rules name: the titles of the groups that may have it. */
  readonly unclear: ReadonlyMap<string, readonly string[]>;
}

/**
 * A policy gets no ids of resources. They are among the outputs, but for what an older release has written, and for a preview
 * of a dynamic resource that changes. Then the group that a rule names is one that the rules depend on.
 */
export function withMissingIds<Resource extends Registered>(
  given: readonly Resource[],
  objectOf: (resource: Resource) => object,
): Completed<Resource> {
  const nameless = new Map(
    given
      .filter(({ type, id }) => id === undefined && handlerOf(type) === "waldurSecurityGroup")
      .map((one) => [objectOf(one), one]),
  );
  const known = new Set(given.flatMap(({ id }) => id ?? []));
  const candidates = new Map<string, readonly object[]>();
  for (const { props, references } of given) {
    const named = (references["rules"] ?? []).filter((one) => nameless.has(one));
    for (const id of idsIn(props["rules"])) {
      if (named.length === 0 || known.has(id)) continue;
      candidates.set(
        id,
        (candidates.get(id) ?? named).filter((one) => named.includes(one)),
      );
    }
  }
  const ids = new Map<object, string>();
  const unclear = new Map<string, string[]>();
  for (const [id, groups] of candidates) {
    const [only, another] = groups;
    if (only !== undefined && another === undefined) ids.set(only, id);
    else
      unclear.set(
        id,
        groups.flatMap((one) => nameless.get(one)?.title ?? []),
      );
  }
  return { resources: given.map((one) => ({ ...one, id: one.id ?? ids.get(objectOf(one)) })), unclear };
}

const idsIn = (rules: unknown): string[] =>
  isFields(rules) ? Object.keys(rules).flatMap((key) => / group ([0-9a-f]{32})$/.exec(key)?.[1] ?? []) : [];
