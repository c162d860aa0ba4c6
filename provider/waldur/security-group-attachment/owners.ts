import { ALIASES, type Owner, ownership, type Wanted } from "../../run/ownership";
import type { Run } from "../../run/run";
import type { WaldurWork } from "../api/session";
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
 * What two attachments of a program cannot both have: one group on one target, and all groups of a target next to
 * anything else. They would undo each other's work.
 */
export function wantedPairs({ apiUrl, target, groups, exclusive, nameOf = (id) => id }: Pairs): Wanted[] {
  const { title } = targets[target.kind];
  const pairs = groups.map((group) => ({
    thing: pairAt(apiUrl, target, group),
    both: `attach the group ${nameOf(group)} to one ${title}`,
    remedy: "leave it to one of them",
  }));
  const alone = {
    both: `attach groups to one ${title}, and one of them is exclusive`,
    remedy: "name all its groups in that one, or leave out exclusive",
  };
  const [all, some] = [allAt(apiUrl, target), someAt(apiUrl, target)];
  return exclusive
    ? [...pairs, { thing: all, ...alone }, { thing: some, ...alone }]
    : [...pairs, { thing: some, apartFrom: all, ...alone }];
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
