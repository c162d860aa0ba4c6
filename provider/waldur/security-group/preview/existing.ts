import type { CheckWork } from "../../../kit/crud";
import type { Props } from "../../../kit/handlers";
import { containsUnknown, isUnknown } from "../../../rules/unknowns";
import { seenResources } from "../../../run/seen";
import { DEFAULT_GROUP } from "../../api/group-state";
import type { WireGroup } from "../../api/schema";
import type { WaldurSession } from "../../api/session";
import type { WaldurSettings } from "../../api/settings";
import { quotaNotes } from "./quota-preview";
import { wasLost } from "../lost-in-state";
import { keptNameText, takenNameText } from "../taken-name";
import { GROUP_REMEDY, TENANT_REMEDY } from "../missing";
import { isFromThisRun } from "../ownership";
import { type TenantPreview, tenantPreviews } from "../../api/tenant-preview";

export type WaldurCheck = CheckWork<WaldurSettings, WaldurSession>;

/** What a new group meets in its tenant. */
export interface Existing {
  /** The group that it adopts. */
  readonly adopted?: WireGroup;
  /** Sentences without the full stop: what is sure to stop a replacement after the old group is gone. */
  readonly problems: readonly string[];
  /** Sentences about the resource. */
  readonly notes: readonly string[];
}

const NOTHING: Existing = { problems: [], notes: [] };

const OLD_FIRST =
  "is replaced: the old group is deleted first, and servers lose it until they get the new one";

/**
 * Checks for existing groups before a group is created or adopted. It reads the list once a tenant and run, and a
 * server that does not answer never fails a preview.
 */
export async function findExisting(work: WaldurCheck, inputs: Props): Promise<Existing> {
  const { tenant, name, adopt } = inputs;
  if (typeof tenant !== "string" || typeof name !== "string") return NOTHING;
  if ([tenant, name, adopt].some(isUnknown)) return NOTHING;
  const old = seenResources(work.run).oldInputs(work.program.urn);
  const cuts = old === undefined ? [] : refusedGap(work, inputs);
  // Of a group that Waldur no longer has, nothing is deleted.
  const oldFirst = old === undefined || wasLost(work.run, inputs) ? [] : [OLD_FIRST];
  const preview = await tenantPreviews(work.session()).of(tenant, work.print);
  if (preview === undefined) return { problems: cuts, notes: oldFirst };

  const existing =
    adopt === undefined
      ? checkName(preview, { name, tenant }, old, work.program.keepsOld === true)
      : checkAdopted(preview, name, adopt);
  const missing = missingGroups(work, preview, inputs["rules"]);
  const quota = quotaNotes(work.run, preview.tenant, { tenant, inputs, adopted: existing.adopted, old });
  const hidden =
    preview.tenant === undefined
      ? [`there is no tenant ${tenant}, or the token's user may not see it. ${TENANT_REMEDY}`]
      : [];
  if (old === undefined) return { ...existing, notes: [...hidden, ...existing.notes, ...missing, ...quota] };
  // The old group goes first: what stops the new one must be said before that.
  return {
    ...existing,
    problems: [...hidden, ...cuts, ...existing.problems, ...quota],
    notes: [...oldFirst, ...existing.notes, ...missing],
  };
}

/** Why a replacement is refused under `requireGapFree`, unless OpenStack does not have the old group. */
function refusedGap({ run, program }: WaldurCheck, inputs: Props): string[] {
  if (inputs["requireGapFree"] !== true || program.keepsOld === true || wasLost(run, inputs)) return [];
  return [
    `the change is not gap-free: the group ${OLD_FIRST}. Leave out requireGapFree, or what replaces it`,
  ];
}

function checkAdopted({ groups }: TenantPreview, name: string, adopt: unknown): Existing {
  const found =
    adopt === true
      ? groups.filter((group) => group.name === name)
      : groups.filter(({ uuid }) => uuid === adopt);
  const [adopted] = found;
  if (adopted !== undefined && found.length === 1) return { ...NOTHING, adopted };
  if (adopted !== undefined) {
    const ids = found.map(({ uuid }) => uuid).join(", ");
    return {
      ...NOTHING,
      notes: [`there are several groups of that name (${ids}): set adopt to the id of one`],
    };
  }
  if (adopt !== true)
    return { ...NOTHING, notes: [`there is no group ${String(adopt)} to adopt in the tenant`] };
  if (name !== DEFAULT_GROUP)
    return { ...NOTHING, notes: ["there is no group of that name to adopt: a new one will be created"] };
  return {
    ...NOTHING,
    notes: ['Waldur does not know the group "default" yet: pulumi up will pull the tenant first'],
  };
}

const KEPT_NAME =
  "With deleteBeforeReplace: false or retainOnDelete: true the old group of a replacement keeps its name, and pulumi up fails";

function checkName(
  { groups }: TenantPreview,
  { name, tenant }: { name: string; tenant: string },
  old: Props | undefined,
  keepsOld: boolean,
): Existing {
  const others = groups.filter((group) => group.name === name);
  const [other] = others;
  if (other === undefined) return NOTHING;
  // A replacement in its own tenant meets the old group, which is gone by then.
  if (old !== undefined && old["name"] === name && old["tenant"] === tenant) {
    return keepsOld ? { ...NOTHING, problems: [keptNameText(other.uuid)] } : NOTHING;
  }
  const text = takenNameText(others);
  // Under --replace the engine checks without the old inputs.
  const note = keepsOld ? `${text}. ${KEPT_NAME}` : text;
  return old === undefined ? { ...NOTHING, notes: [note] } : { ...NOTHING, problems: [text] };
}

/** Groups that rules name and that the tenant does not have. One that this run will make is not known by an id yet. */
function missingGroups({ run, settings }: WaldurCheck, { groups }: TenantPreview, rules: unknown): string[] {
  if (typeof rules !== "object" || rules === null) return [];
  const there = new Set(["self", ...groups.map(({ uuid }) => uuid)]);
  const named = Object.values(rules).flatMap((rule: unknown) => {
    const group =
      typeof rule === "object" && rule !== null && "remoteGroup" in rule ? rule.remoteGroup : null;
    return typeof group === "string" && !containsUnknown(group) ? [group] : [];
  });
  return [...new Set(named)]
    .filter((group) => !there.has(group) && !isFromThisRun(run, settings.apiUrl, group))
    .map((group) => `a rule names the group ${group}, which the tenant does not have: ${GROUP_REMEDY}`);
}
