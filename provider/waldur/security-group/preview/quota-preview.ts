import type { Props } from "../../../core/pulumi/handlers";
import { perRun, type Run } from "../../../core/run/run";
import { type Limited, limited, overQuotaText, QUOTA_REMEDY } from "../../api/quota";
import type { WireGroup } from "../../api/schema";
import type { TenantPreview } from "./tenant-preview";

/** How many groups and rules the resources of a run add to each tenant, by resource so that none counts twice. */
const additions = perRun(() => new Map<string, Map<string, { groups: number; rules: number }>>());

export interface Addition {
  readonly tenant: string;
  readonly inputs: Props;
  readonly adopted: WireGroup | undefined;
  /** The inputs of the group that goes first, in a replacement. */
  readonly old: Props | undefined;
}

/** What all new groups of a preview together have no room for in the tenant's quotas. */
export function quotaNotes(run: Run, { tenant: wire }: TenantPreview, addition: Addition): string[] {
  const { tenant, inputs, adopted, old } = addition;
  const isInPlace = old !== undefined && old["tenant"] === tenant;
  const inTenant = additions(run).get(tenant) ?? new Map<string, { groups: number; rules: number }>();
  additions(run).set(tenant, inTenant);
  const freed = adopted?.rules.length ?? (isInPlace ? count(old["rules"]) : 0);
  const managed = inputs["rules"] !== undefined;
  inTenant.set(String(inputs["name"]), {
    groups: adopted === undefined && inputs["adopt"] === undefined && !isInPlace ? 1 : 0,
    rules: managed ? count(inputs["rules"]) - freed : 0,
  });
  const sum = (what: Limited) => [...inTenant.values()].reduce((total, one) => total + one[what], 0);
  const told = limited
    .map((what) => overQuotaText(what, sum(what), wire))
    .filter((text) => text !== undefined);
  return told.map((text) => `${text}. ${QUOTA_REMEDY}`);
}

const count = (rules: unknown) =>
  typeof rules === "object" && rules !== null ? Object.keys(rules).length : 0;
