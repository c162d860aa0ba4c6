import { SecurityGroupsError } from "../../errors";
import { ALIASES, type Owner, ownership } from "../../run/ownership";
import type { Run } from "../../run/run";
import type { WaldurWork } from "../api/cloud";
import { targetKey, type TargetRef, targets } from "../api/targets";

/** The groups that one attachment attaches to a target. */
export interface Pairs {
  readonly apiUrl: string;
  readonly target: TargetRef;
  /** Ids of the groups that are known. */
  readonly groups: readonly string[];
  readonly exclusive: boolean;
  /** What messages call a group. @default its id */
  readonly nameOf?: ((id: string) => string) | undefined;
}

const pairAt = (apiUrl: string, target: TargetRef, group: string) =>
  `attachment ${apiUrl} ${targetKey(target)} ${group}`;
const allAt = (apiUrl: string, target: TargetRef) => `all groups of ${apiUrl} ${targetKey(target)}`;
const someAt = (apiUrl: string, target: TargetRef) => `some groups of ${apiUrl} ${targetKey(target)}`;

/**
 * Refuses what two attachments of a program cannot both have: one group on one target, and all groups of a target next to
 * anything else. They would undo each other's work.
 *
 * @returns sentences without the full stop, each with its remedy
 */
export function pairProblems(run: Run, owner: Owner, pairs: Pairs): string[] {
  const { apiUrl, target, groups, exclusive, nameOf = (id) => id } = pairs;
  const { title } = targets[target.kind];
  const owners = ownership(run);
  const shared = owners.problems(
    owner,
    groups.map((group) => ({
      thing: pairAt(apiUrl, target, group),
      both: `attach the group ${nameOf(group)} to one ${title}`,
      remedy: "leave it to one of them",
    })),
  );
  const alone = {
    both: `attach groups to one ${title}, and one of them is exclusive`,
    remedy: "name all its groups in that one, or leave out exclusive",
  };
  if (exclusive) {
    const wanted = [allAt(apiUrl, target), someAt(apiUrl, target)];
    return [
      ...shared,
      ...new Set(
        owners.problems(
          owner,
          wanted.map((thing) => ({ thing, ...alone })),
        ),
      ),
    ];
  }
  // Several may attach some; the note of the first is enough to refuse an exclusive one.
  owners.claim(someAt(apiUrl, target), owner);
  const other = owners.noted(allAt(apiUrl, target));
  if (other === undefined || other.urn === owner.urn) return shared;
  return [...shared, `${other.title} and ${owner.title} both ${alone.both}: ${alone.remedy}`];
}

/**
 * Notes that an attachment has its groups.
 * @throws {SecurityGroupsError} where another one of the program has one of them
 */
export function keepPairs(run: Run, owner: Owner, pairs: Pairs, isSure = true): void {
  const [problem] = pairProblems(run, owner, pairs);
  if (problem !== undefined) throw new SecurityGroupsError(problem);
  const { apiUrl, target, groups, exclusive } = pairs;
  for (const group of groups) ownership(run).keep(pairAt(apiUrl, target, group), owner, isSure);
  if (exclusive) ownership(run).keep(allAt(apiUrl, target), owner, isSure);
}

/**
 * The groups that an update may detach: not those that another attachment of this run wants, which may have taken one over before.
 * @param owner the attachment that no longer names them
 */
export const notWantedElsewhere = (
  run: Run,
  owner: Owner,
  { apiUrl, target, groups }: Pick<Pairs, "apiUrl" | "target" | "groups">,
): string[] =>
  groups.filter((group) => {
    const other = ownership(run).noted(pairAt(apiUrl, target, group));
    return other === undefined || other.urn === owner.urn;
  });

/** The groups that a delete may detach: not those that a resource of this run keeps, its own replacement among them. */
export function deletable(
  work: WaldurWork,
  { apiUrl, target, groups }: Pick<Pairs, "apiUrl" | "target" | "groups">,
): string[] {
  const owners = ownership(work.run);
  const whole = owners.keeper([allAt(apiUrl, target)], work.urn);
  const kept = groups.flatMap((group) => {
    const owner = whole ?? owners.keeper([pairAt(apiUrl, target, group)], work.urn);
    return owner === undefined ? [] : [{ group, owner }];
  });
  const others = [...new Set(kept.flatMap(({ owner }) => (owner.urn === work.urn ? [] : owner.title)))];
  if (others.length > 0) {
    const stay = kept.length === 1 ? "a group stays" : `${kept.length} groups stay`;
    work.info(`${stay} attached: ${others.join(", ")} has it in this run. ${ALIASES}`);
  }
  return groups.filter((group) => kept.every((one) => one.group !== group));
}
