import type { State } from "./states";

export type Role = "staff" | "owner" | "admin" | "member" | "outsider";

export interface User {
  readonly uuid: string;
  readonly username: string;
  readonly role: Role;
}

export type QuotaName = "security_group_count" | "security_group_rule_count";

export interface Tenant {
  readonly uuid: string;
  readonly name: string;
  /** The OpenStack project behind it. */
  readonly backendId: string;
  readonly state: State;
  readonly errorMessage: string;
  readonly errorTraceback: string;
  readonly created: string;
  readonly modified: string;
  /** Whether Waldur manages the OpenStack project, or only reads it. */
  readonly isManaged: boolean;
  /** -1 is unlimited. */
  readonly limits: Readonly<Record<QuotaName, number>>;
}

/** The columns of a rule that clients set, under the names of the API. */
export interface RuleValues {
  readonly ethertype: "IPv4" | "IPv6";
  readonly direction: "ingress" | "egress";
  /** "" is any; a pull can bring in whatever OpenStack has. */
  readonly protocol: string;
  /** -1 is any; the type for ICMP. */
  readonly from_port: number | null;
  /** -1 is any; the code for ICMP. */
  readonly to_port: number | null;
  /** null and "" are any address. */
  readonly cidr: string | null;
  /** Uuid of the remote group. */
  readonly remote_group: string | null;
  readonly description: string;
}

export interface Rule {
  readonly id: number;
  /** Id of the rule at OpenStack; "" as long as it was never pushed. */
  readonly backendId: string;
  readonly values: RuleValues;
}

/** What Waldur keeps of anything in a tenant. */
export interface Resource {
  readonly uuid: string;
  readonly tenant: string;
  readonly name: string;
  readonly description: string;
  readonly state: State;
  /** Id at OpenStack; "" as long as it has none. */
  readonly backendId: string;
  readonly errorMessage: string;
  readonly errorTraceback: string;
  readonly created: string;
  readonly modified: string;
}

export interface SecurityGroup extends Resource {
  readonly rules: readonly Rule[];
}

/** A network port. Its groups are those that OpenStack has for it. */
export interface NetworkPort extends Resource {
  /** Uuids of the groups that were asked for, until OpenStack has them. */
  readonly requestedGroups: readonly string[] | null;
}

/** A load balancer. */
export interface LoadBalancer extends Resource {
  /** Uuids of the groups that it is to use. */
  readonly securityGroups: readonly string[];
  /** Id at OpenStack of the port of its address, which the groups protect. */
  readonly vipPort: string;
}

/** A virtual machine. */
export interface Instance extends Resource {
  /** Uuids of the groups that it is to use. */
  readonly securityGroups: readonly string[];
  readonly internalIps: readonly string[];
  readonly externalIps: readonly string[];
}
