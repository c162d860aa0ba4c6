import type { Props } from "../../../kit/handlers";
import { perRun, type Run } from "../../../run/run";
import { type Limited, limited, overQuotaText, QUOTA_REMEDY, roomFor } from "../../api/quota";
import type { WireGroup, WireTenant } from "../../api/schema";

type Growth = Readonly<Record<Limited, number>>;

/** How many groups and rules the resources of a run add to each tenant, by resource so that none counts twice. */
const additions = perRun(() => new Map<string, Map<string, Growth>>());

export interface Addition {
  readonly tenant: string;
  readonly inputs: Props;
  readonly adopted: WireGroup | undefined;
  /** The inputs of the group that goes first, in a replacement. */
  readonly old: Props | undefined;
}

/** What all groups of a preview together have no room for in the tenant's quotas, a new or adopted one being the last. */
export function quotaNotes(run: Run, wire: WireTenant | undefined, addition: Addition): string[] {
  const { tenant, inputs, adopted, old } = addition;
  const isInPlace = old !== undefined && old["tenant"] === tenant;
  const freed = adopted?.rules.length ?? (isInPlace ? count(old["rules"]) : 0);
  const managed = inputs["rules"] !== undefined;
  return growthNotes(run, wire, {
    tenant,
    resource: String(inputs["name"]),
    groups: adopted === undefined && inputs["adopt"] === undefined && !isInPlace ? 1 : 0,
    rules: managed ? count(inputs["rules"]) - freed : 0,
  });
}

/** What a resource adds to a tenant. */
export interface ResourceGrowth extends Growth {
  readonly tenant: string;
  /** Identifies it among those of the tenant. */
  readonly resource: string;
}

/** The same of any resource. */
export function growthNotes(
  run: Run,
  wire: WireTenant | undefined,
  { tenant, resource, groups, rules }: ResourceGrowth,
): string[] {
  addedIn(run, tenant).set(resource, { groups, rules });
  const told = limited
    .map((what) => overQuotaText(what, sum(run, tenant, what), wire))
    .filter((text) => text !== undefined);
  return told.map((text) => `${text}. ${QUOTA_REMEDY}`);
}

/** How many more rules have room next to what the other resources of the run add; undefined where the tenant does not say. */
export function remainingRoom(
  run: Run,
  wire: WireTenant | undefined,
  { tenant, resource }: Pick<ResourceGrowth, "tenant" | "resource">,
): number | undefined {
  const room = roomFor("rules", wire);
  const own = addedIn(run, tenant).get(resource)?.rules ?? 0;
  return room === undefined ? undefined : Math.max(0, room - Math.max(0, sum(run, tenant, "rules") - own));
}

function addedIn(run: Run, tenant: string): Map<string, Growth> {
  const known = additions(run).get(tenant) ?? new Map<string, Growth>();
  additions(run).set(tenant, known);
  return known;
}

const sum = (run: Run, tenant: string, what: Limited) =>
  [...addedIn(run, tenant).values()].reduce((total, one) => total + one[what], 0);

const count = (rules: unknown) =>
  typeof rules === "object" && rules !== null ? Object.keys(rules).length : 0;
