import { z } from "zod";
import { seedTenantUuid } from "../seed";
import { states } from "../states";
import type {
  InstanceChange,
  Named,
  NewGroup,
  NewInstance,
  NewLoadBalancer,
  NewPort,
  NewRule,
  TenantChange,
} from "./edit-input";

export const named = z.strictObject({
  name: z.string().optional(),
  description: z.string().optional(),
}) satisfies z.ZodType<unknown, Named>;
const tenantUuid = z.string().default(seedTenantUuid(1));
export const newGroup = named.extend({ tenant: tenantUuid }) satisfies z.ZodType<unknown, NewGroup>;
const port = z.int().nullable().default(null);
export const newRule = z.strictObject({
  direction: z.enum(["ingress", "egress"]).default("ingress"),
  ethertype: z.enum(["IPv4", "IPv6"]).default("IPv4"),
  protocol: z.string().nullable().default(null),
  port_range_min: port,
  port_range_max: port,
  remote_ip_prefix: z.string().nullable().default(null),
  remote_group_id: z.string().nullable().default(null),
  description: z.string().default(""),
}) satisfies z.ZodType<unknown, NewRule>;
const groups = z.array(z.string()).default([]);
export const newInstance = z.strictObject({
  tenant: tenantUuid,
  name: z.string().default("server"),
  state: z.enum(states).default("OK"),
  groups,
  internal_ips: z.array(z.string()).default([]),
  external_ips: z.array(z.string()).default([]),
}) satisfies z.ZodType<unknown, NewInstance>;
export const instanceChange = z.strictObject({
  state: z.enum(states).optional(),
  error_message: z.string().optional(),
  groups: z.array(z.string()).optional(),
}) satisfies z.ZodType<unknown, InstanceChange>;
export const newLoadBalancer = newInstance
  .pick({ tenant: true, state: true, groups: true })
  .extend({ name: z.string().default("load-balancer") }) satisfies z.ZodType<unknown, NewLoadBalancer>;
export const newPort = z.strictObject({
  tenant: tenantUuid,
  name: z.string().default(""),
  device_id: z.string().default(""),
  device_owner: z.string().default(""),
  groups,
}) satisfies z.ZodType<unknown, NewPort>;
export const tenantChange = z.strictObject({
  state: z.enum(states).optional(),
  managed: z.boolean().optional(),
  quotas: z
    .strictObject({ security_group_count: z.int().min(-1), security_group_rule_count: z.int().min(-1) })
    .partial()
    .optional(),
}) satisfies z.ZodType<unknown, TenantChange>;
