import { newUuid, timestamp } from "./ids";
import type { Role, Tenant, User } from "./model";
import type { State } from "./states";

export const roles: readonly Role[] = ["staff", "owner", "admin", "member", "outsider"];

/** The token of a role: 38 times 5, then 01 to 05. */
export const seedToken = (role: Role): string => `${"5".repeat(38)}0${roles.indexOf(role) + 1}`;

/** The personal access token of a role (2026); it ends with the century. */
export const seedPersonalToken = (role: Role): string => `w_4102444800_${role}`;

/** Staff, the owner of the customer, administrator and member of the project, and somebody without any role. */
export const seedUsers = (): User[] => roles.map((role) => ({ uuid: newUuid(), username: role, role }));

/** Tenants by their last digit: 1 with room, 2 with small quotas, 3 that never stops updating, 4 another one. */
export const seedTenantUuid = (digit: 1 | 2 | 3 | 4): string => `${"a".repeat(31)}${digit}`;

export const seedTenants = (): Tenant[] => [
  tenant(1, "tenant-main", "OK", 100_000, 1_000_000),
  tenant(2, "tenant-smallquota", "OK", 2, 5),
  tenant(3, "tenant-updating", "UPDATING", 100, 100),
  tenant(4, "tenant-second", "OK", 100_000, 1_000_000),
];

function tenant(digit: 1 | 2 | 3 | 4, name: string, state: State, groups: number, rules: number): Tenant {
  const now = timestamp();
  return {
    uuid: seedTenantUuid(digit),
    name,
    backendId: `proj000${digit}`,
    state,
    errorMessage: "",
    errorTraceback: "",
    isManaged: true,
    created: now,
    modified: now,
    limits: { security_group_rule_count: rules, security_group_count: groups },
  };
}
