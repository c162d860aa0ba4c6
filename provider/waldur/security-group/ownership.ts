import { SecurityGroupsError } from "../../errors";
import type { Props } from "../../kit/handlers";
import { isUnknown } from "../../rules/unknowns";
import { ALIASES, type Owner, ownership, type Wanted } from "../../run/ownership";
import type { Run } from "../../run/run";
import { seenResources } from "../../run/seen";
import type { WaldurWork } from "../api/cloud";

const groupAt = (apiUrl: string, id: string) => `group ${apiUrl} ${id}`;
const rulesAt = (apiUrl: string, id: string) => `rules ${apiUrl} ${id}`;
const rulesOfResource = (urn: string) => `rules of ${urn}`;

/** What a resource is about to call its own. */
export interface Wants {
  readonly apiUrl: string;
  readonly tenant?: unknown;
  readonly name?: unknown;
  /** Uuid of a group to adopt. */
  readonly adopt?: unknown;
  /** Uuid of a group whose rules are managed. */
  readonly rulesOf?: unknown;
  /** URN of the resource whose rules are managed: its id is not known before it is made. */
  readonly rulesOfResource?: unknown;
}

/**
 * Refuses what two resources of a program cannot both have: one name in a tenant, one group, the rules of one group.
 * They would undo each other's work at every `up`.
 *
 * @returns sentences without the full stop, each with its remedy; what is not known yet is not compared
 */
export function ownershipProblems(run: Run, owner: Owner, wants: Wants): string[] {
  const { apiUrl, tenant, name, adopt, rulesOf, rulesOfResource: rulesOfUrn } = wants;
  const known = (value: unknown): value is string => typeof value === "string" && !isUnknown(value);
  const wanted: (Wanted | undefined)[] = [
    // Waldur imports two groups of one name from OpenStack, which are distinguished by their ids.
    known(tenant) && known(name) && !known(adopt)
      ? {
          thing: `name ${name} in ${apiUrl} ${tenant}`,
          both: `want the name "${name}" in one tenant`,
          remedy: "give one of them another name",
        }
      : undefined,
    known(adopt)
      ? {
          thing: groupAt(apiUrl, adopt),
          both: `adopt the group ${adopt}`,
          remedy: "let one of them adopt it",
        }
      : undefined,
    known(rulesOf) ? { thing: rulesAt(apiUrl, rulesOf), ...TWO_OWNERS } : undefined,
    known(rulesOfUrn) ? { thing: rulesOfResource(rulesOfUrn), ...TWO_OWNERS } : undefined,
  ];
  const problems = ownership(run).problems(
    owner,
    wanted.filter((one) => one !== undefined),
  );
  return [...new Set(problems)];
}

const TWO_OWNERS = { both: "own the rules of one security group", remedy: "leave rules to one of them" };

/** Notes that a resource has a group, and perhaps its rules. @param isSure false where it may yet be replaced */
export function claimGroup(
  run: Run,
  { apiUrl, id }: Place,
  owner: Owner,
  { rules, isSure = true }: { readonly rules?: unknown; readonly isSure?: boolean },
): void {
  ownership(run).keep(groupAt(apiUrl, id), owner, isSure);
  if (rules !== undefined) claimRules(run, { apiUrl, id }, owner, isSure);
}

/**
 * The same for the rules of a group alone.
 * @throws {SecurityGroupsError} where another resource of the program has them
 */
export function claimRules(run: Run, { apiUrl, id }: Place, owner: Owner, isSure = true): void {
  const thing = rulesAt(apiUrl, id);
  const [problem] = ownership(run).problems(owner, [{ thing, ...TWO_OWNERS }]);
  if (problem !== undefined) throw new SecurityGroupsError(problem);
  ownership(run).keep(thing, owner, isSure);
}

/**
 * Takes a group that was there before for one resource.
 * @throws {SecurityGroupsError} where another one of the program has it
 */
export function adoptGroup(run: Run, place: Place, owner: Owner, props: Props): void {
  const { apiUrl, id } = place;
  const both = `adopt the group ${id}`;
  const [problem] = ownership(run).problems(owner, [
    { thing: groupAt(apiUrl, id), both, remedy: "let one of them adopt it" },
  ]);
  if (problem !== undefined) throw new SecurityGroupsError(problem);
  claimGroup(run, place, owner, props);
}

/** Who has, or wants, the rules of a group in this run: known by its id, or by the URN of its resource before that is made. */
export function ownerOfRules(
  run: Run,
  {
    apiUrl,
    id,
    urn,
  }: { readonly apiUrl: string; readonly id?: string | undefined; readonly urn?: string | undefined },
): Owner | undefined {
  const byId = id === undefined ? undefined : ownership(run).noted(rulesAt(apiUrl, id));
  return byId ?? (urn === undefined ? undefined : ownership(run).noted(rulesOfResource(urn)));
}

/** Where a group is. */
export interface Place {
  readonly apiUrl: string;
  readonly id: string;
}

/** Whether this run has made or adopted a group: a list that was read before may lack it. */
export const isFromThisRun = (run: Run, apiUrl: string, id: string): boolean =>
  ownership(run).isKept(groupAt(apiUrl, id));

/** Deletes a group, unless another resource of this run has it, or its rules. */
export async function deleteUnlessClaimed(
  work: WaldurWork,
  id: string,
  remove: () => Promise<void>,
): Promise<void> {
  const { apiUrl } = work.session.settings;
  const owner = ownership(work.run).keeper([groupAt(apiUrl, id), rulesAt(apiUrl, id)], work.urn);
  if (owner === undefined) return remove();
  work.info(`the group stays: ${owner.title} has it in this run. ${ALIASES}`);
}

/** Empties a group's rules, unless another resource of this run has them, or what replaces this one. @param name its own */
export async function clearRulesUnlessClaimed(
  work: WaldurWork,
  { id, name }: { readonly id: string; readonly name: string },
  empty: () => Promise<void>,
): Promise<void> {
  const owner = ownership(work.run).keeper([rulesAt(work.session.settings.apiUrl, id)], work.urn);
  if (owner === undefined) return empty();
  // Hosts do not say which resource is deleted; one that takes its place has been in state under the same name.
  const wasInState = seenResources(work.run).oldInputs(owner.urn) !== undefined;
  const isReplacement =
    owner.urn === work.urn || (wasInState && owner.title === `SecurityGroupRules "${name}"`);
  if (!isReplacement) work.info(`the rules stay: ${owner.title} has them in this run. ${ALIASES}`);
}
