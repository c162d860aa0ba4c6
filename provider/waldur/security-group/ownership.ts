import type { Props } from "../../kit/handlers";
import { isUnknown } from "../../rules/unknowns";
import { type Claim, type Owner, ownership, type Spared, type Wanted } from "../../run/ownership";
import { perRun, type Run } from "../../run/run";
import { seenResources } from "../../run/seen";
import type { WaldurWork } from "../api/session";
import type { SecurityGroupInputs } from "./inputs";

const groupAt = ({ apiUrl, id }: Place) => `group ${apiUrl} ${id}`;
const rulesAt = ({ apiUrl, id }: Place) => `rules ${apiUrl} ${id}`;
const rulesOfResource = (urn: string) => `rules of ${urn}`;

/** Where a group is. */
export interface Place {
  readonly apiUrl: string;
  readonly id: string;
}

const hasValue = (value: unknown): value is string => typeof value === "string" && !isUnknown(value);

/** What two resources of a program cannot both have; what is not known yet is not compared. */
export function wantedGroup(apiUrl: string, { tenant, name, adopt }: Props): Wanted[] {
  if (hasValue(adopt)) return [adoption({ apiUrl, id: adopt })];
  // Waldur imports two groups of one name from OpenStack, which are distinguished by their ids.
  if (!hasValue(tenant) || !hasValue(name)) return [];
  const both = `want the name "${name}" in one tenant`;
  return [{ thing: `name ${name} in ${apiUrl} ${tenant}`, both, remedy: "give one of them another name" }];
}

/** The same of the rules of a group: by its id, and by the URN of its resource, since the id is not known before it is made. */
export const wantedRules = (apiUrl: string, id: unknown, urn: string | undefined): Wanted[] => [
  ...(hasValue(id) ? [ownedRules({ apiUrl, id })] : []),
  ...(urn === undefined ? [] : [{ thing: rulesOfResource(urn), ...TWO_OWNERS }]),
];

const TWO_OWNERS = { both: "own the rules of one security group", remedy: "leave rules to one of them" };

const adoption = (place: Place): Wanted => ({
  thing: groupAt(place),
  both: `adopt the group ${place.id}`,
  remedy: "let one of them adopt it",
});

export const ownedRules = (place: Place): Wanted => ({ thing: rulesAt(place), ...TWO_OWNERS });

/** What a resource has that has made a group, or has it in state: the group, and perhaps its rules. */
export const ownedGroup = (place: Place, { rules }: { readonly rules?: unknown }): Claim[] => [
  groupAt(place),
  ...(rules === undefined ? [] : [ownedRules(place)]),
];

/** The same of a group that was there before. */
export const groupTakenOver = (place: Place, { rules }: { readonly rules?: unknown }): Claim[] => [
  adoption(place),
  ...(rules === undefined ? [] : [ownedRules(place)]),
];

/** Who has, or wants, the rules of a group in this run: known by its id, or by the URN of its resource before that is made. */
export function ownerOfRules(
  run: Run,
  {
    apiUrl,
    id,
    urn,
  }: { readonly apiUrl: string; readonly id?: string | undefined; readonly urn?: string | undefined },
): Owner | undefined {
  const byId = id === undefined ? undefined : ownership(run).noted(rulesAt({ apiUrl, id }));
  return byId ?? (urn === undefined ? undefined : ownership(run).noted(rulesOfResource(urn)));
}

/** Whether this run has made or adopted a group: a list that was read before may lack it. */
export const isFromThisRun = (run: Run, apiUrl: string, id: string): boolean =>
  ownership(run).isKept(groupAt({ apiUrl, id }));

/** A delete leaves a group to another resource of this run that has it, or its rules. */
export function sparedGroup({ session }: WaldurWork, id: string): Spared {
  const place = { apiUrl: session.settings.apiUrl, id };
  return {
    things: [groupAt(place), rulesAt(place)],
    text: ({ title }) => `the group stays: ${title} has it in this run`,
  };
}

/** The same of the rules alone, which what replaces a resource has too. @param name its own */
export function sparedRules({ run, session, urn }: WaldurWork, id: string, name: string): Spared {
  return {
    things: [rulesAt({ apiUrl: session.settings.apiUrl, id })],
    text: (owner) => {
      // Hosts do not say which resource is deleted; one that takes its place has been in state under the same name.
      const wasInState = seenResources(run).oldInputs(owner.urn) !== undefined;
      const isReplacement =
        owner.urn === urn || (wasInState && owner.title === `SecurityGroupRules "${name}"`);
      return isReplacement ? undefined : `the rules stay: ${owner.title} has them in this run`;
    },
  };
}

/**
 * The groups, by URN, whose rules another resource of the program sets: that resource knows what they have. A class passes it on,
 * as far as it knows.
 */
export const rulesElsewhere = perRun(() => new Set<string>());

/** Whether nothing in the program manages the rules of a group, as far as is known: then its state may have all of them. */
export const areRulesUnmanaged = (run: Run, { urn }: Owner, { rules }: Pick<SecurityGroupInputs, "rules">) =>
  rules === undefined && !rulesElsewhere(run).has(urn);
