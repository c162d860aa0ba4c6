import { ValidationError } from "./api/errors";
import type { QuotaName, Tenant } from "./model";
import type { Store } from "./store";

/** @throws ValidationError when the change would burst a quota; a change by nothing is never checked */
export function requireQuota(store: Store, tenant: Tenant, quota: QuotaName, change: number): void {
  const limit = tenant.limits[quota];
  const required = store.usage(tenant.uuid)[quota] + change;
  if (change === 0 || limit === -1 || required <= limit) return;
  throw new ValidationError([
    `One or more quotas were exceeded: ${quota} quota limit: ${limit}, requires ${required}`,
  ]);
}
