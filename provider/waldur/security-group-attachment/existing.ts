import { ALIASES, type Owner, ownership, type Wanted, PREVIEW_TIMEOUT } from "../../run/resources";
import { type Run, perOwner, perRun } from "../../run/run";
import { type WaldurWork, type WaldurSession, type WaldurCheck, tenantPreviews } from "../api/session";
import { targetKey, type TargetRef, targets, type WireTarget } from "../api/targets";
import { undefinedIfNotFound } from "../../http/errors";
import type { Props } from "../../kit/handlers";
import { isUnknown } from "../../rules/rule-map";
import type { WireGroup } from "../api/schema";
import { parseId } from "../api/ids";
import { groupIds } from "./set";
import { targetOf } from "./inputs";

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

/** What a preview knows of a target; undefined where it could not be read, `missing` where it does not exist. */
export type Seen = WireTarget | "missing" | undefined;

/** Targets as a preview sees them, each asked for once a run in one try. */
const seenTargets = perOwner<WaldurSession, Map<string, Promise<Seen>>>(() => new Map());

export async function seenTarget(work: WaldurCheck, target: TargetRef | undefined): Promise<Seen> {
  if (target === undefined || isUnknown(target.id)) return undefined;
  const session = work.session();
  const known =
    seenTargets(session).get(targetKey(target)) ??
    undefinedIfNotFound(
      session.client.within({ patience: 0, timeout: PREVIEW_TIMEOUT }).getTarget(target),
    ).then(
      (found): Seen => found ?? "missing",
      () => undefined,
    );
  seenTargets(session).set(targetKey(target), known);
  return known;
}

/** To be called when the groups of a target may have been changed. */
export const forgetTarget = (session: WaldurSession, target: TargetRef): void =>
  void seenTargets(session).delete(targetKey(target));

/** The groups of the tenant of a target, or of the settings where that is not known; undefined where they cannot be read. */
export async function groupsBeside(work: WaldurCheck, seen: Seen): Promise<readonly WireGroup[] | undefined> {
  const found = seen === "missing" ? undefined : seen;
  const tenant = found?.tenant ?? parseId(work.settings.tenant ?? "");
  if (tenant === undefined) return undefined;
  return (await tenantPreviews(work.session()).of(tenant, work.print))?.groups;
}

/** What the attachments of this run do to the groups of each target: what one attaches, another one need not open again. */
const plans = perRun(() => new Map<string, Map<string, Plan>>());

/** Keys of groups. */
export interface Plan {
  readonly attach: readonly string[];
  readonly detach: readonly string[];
}

/** The keys of all groups of a target before one attachment changes them, with what others of this run do. */
export function groupsBefore(work: WaldurCheck, target: TargetRef, found: WireTarget): Set<string> {
  const keys = new Set(groupIds(found));
  for (const [urn, { attach, detach }] of plans(work.run).get(targetKey(target)) ?? []) {
    if (urn === work.program.urn) continue;
    detach.forEach((key) => keys.delete(key));
    attach.forEach((key) => keys.add(key));
  }
  return keys;
}

export function notePlan({ run, program }: WaldurCheck, inputs: Props, plan: Plan): void {
  const target = targetOf(inputs);
  if (target === undefined || program.urn === undefined) return;
  const known = plans(run).get(targetKey(target)) ?? new Map<string, Plan>();
  plans(run).set(targetKey(target), known.set(program.urn, plan));
}

/** What messages call a group of which the id is known: a name may be secret. */
export const labelOf = (session: WaldurSession, id: string): string => session.names.nameOf(id) ?? id;
