import { PREVIEW_TIMEOUT } from "../../run/seen";
import { perOwner, perRun } from "../../run/run";
import { undefinedIfNotFound } from "../../http/errors";
import type { Props } from "../../kit/handlers";
import { isUnknown } from "../../rules/unknowns";
import type { WireGroup } from "../api/schema";
import { parseId } from "../api/ids";
import { type WaldurSession, type WaldurCheck, tenantPreviews } from "../api/session";
import { targetKey, type TargetRef, type WireTarget } from "../api/targets";
import { groupIds } from "./set";
import { targetOf } from "./inputs";

/** What a preview knows of a target; undefined where it could not be read, `missing` where it is not there. */
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
