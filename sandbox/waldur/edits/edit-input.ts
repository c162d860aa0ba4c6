import type { State } from "../states";

/** What a group is to be called. */
export interface Named {
  name?: string | undefined;
  description?: string | undefined;
}

export interface NewGroup extends Named {
  /** Uuid. @default the first tenant */
  tenant?: string | undefined;
}

/** A rule at OpenStack. What is left out or null is any. */
export interface NewRule {
  /** @default "ingress" */
  direction?: "ingress" | "egress" | undefined;
  /** @default "IPv4" */
  ethertype?: "IPv4" | "IPv6" | undefined;
  protocol?: string | null | undefined;
  port_range_min?: number | null | undefined;
  port_range_max?: number | null | undefined;
  remote_ip_prefix?: string | null | undefined;
  remote_group_id?: string | null | undefined;
  description?: string | undefined;
}

export interface NewInstance {
  /** Uuid. @default the first tenant */
  tenant?: string | undefined;
  /** @default "server" */
  name?: string | undefined;
  /** @default "OK" */
  state?: State | undefined;
  /** Uuids of the groups that it uses. */
  groups?: string[] | undefined;
  internal_ips?: string[] | undefined;
  external_ips?: string[] | undefined;
}

export interface InstanceChange {
  /** What Waldur says. */
  state?: State | undefined;
  error_message?: string | undefined;
  /** Uuids of the groups that OpenStack has for it: Waldur sees them at the next pull. */
  groups?: string[] | undefined;
}

export interface NewLoadBalancer {
  /** Uuid. @default the first tenant */
  tenant?: string | undefined;
  /** @default "load-balancer" */
  name?: string | undefined;
  /** @default "OK" */
  state?: State | undefined;
  /** Uuids of the groups that it uses. */
  groups?: string[] | undefined;
}

export interface NewPort {
  /** Uuid. @default the first tenant */
  tenant?: string | undefined;
  name?: string | undefined;
  /** Of the machine that it belongs to, in OpenStack. */
  device_id?: string | undefined;
  device_owner?: string | undefined;
  /** Uuids of the groups that it uses. */
  groups?: string[] | undefined;
}

export interface TenantChange {
  state?: State | undefined;
  /** False where Waldur only reads the OpenStack project. */
  managed?: boolean | undefined;
  /** Limits; -1 is none. */
  quotas?:
    { security_group_count?: number | undefined; security_group_rule_count?: number | undefined } | undefined;
}
