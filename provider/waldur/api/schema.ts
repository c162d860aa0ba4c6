import { z } from "zod";
import { serverText } from "../../text/printable";

// What a Waldur MasterMind sends, tolerant of what it leaves out: versions and `field=` differ in that.

export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");
const optional = z.string().nullish();
/** An id, without the hyphens that some fields have. */
export const id = z.string().transform((value) => value.replaceAll("-", "").toLowerCase());
export const optionalId = id.nullish();
/** No port is -1, though imported rules may say null. */
const port = z
  .number()
  .nullish()
  .transform((value) => value ?? -1);

/**
 * A rule as Waldur has it, with all else that it sends (`rule/fields.ts`). `remote_group_uuid` and `remote_group_name` are only
 * there where the rule names a group.
 */
const wireRule = z.looseObject({
  id: z.number(),
  direction: z.string(),
  ethertype: z.string(),
  protocol: text,
  from_port: port,
  to_port: port,
  cidr: optional.transform((value) => value ?? null),
  description: text,
  remote_group: optional.transform((value) => value ?? null),
  remote_group_uuid: optionalId,
  remote_group_name: optional,
});
export type WireRule = z.output<typeof wireRule>;

/** A rule as it is sent, with the fields of `rule/fields.ts`: without an id it is recreated. */
export type NewWireRule = Readonly<Record<string, unknown>> & { readonly id?: number };

export const state = z.string().transform((value) => value.toUpperCase().replaceAll(" ", "_"));

/** One address, or a list of them from 2026 on. */
const accessUrl = z.union([z.string(), z.array(z.string()).transform((urls) => urls.join(", "))]).nullish();

/** Why something is in error. */
export const errorFields = { error_message: text, error_traceback: text };

/** What describes a group: its place, and what it is in the marketplace. Programs have them as `SecurityGroupDetails`. */
const detailFields = {
  resource_type: text,
  access_url: accessUrl,
  tenant_name: text,
  service_name: text,
  service_settings: text,
  service_settings_uuid: optionalId,
  project: text,
  project_name: text,
  project_uuid: optionalId,
  customer: text,
  customer_uuid: optionalId,
  customer_name: text,
  customer_native_name: text,
  customer_abbreviation: text,
  marketplace_offering_uuid: optionalId,
  marketplace_offering_name: optional,
  marketplace_offering_plugin_options: z.record(z.string(), z.unknown()).nullish(),
  marketplace_category_uuid: optionalId,
  marketplace_category_name: optional,
  marketplace_resource_uuid: optionalId,
  marketplace_plan_uuid: optionalId,
  marketplace_resource_state: optional,
  is_usage_based: z.boolean().nullish(),
  is_limit_based: z.boolean().nullish(),
};

export const wireDetails = z.object(detailFields);

const groupFields = {
  uuid: id,
  name: text,
  description: text,
  state,
  ...errorFields,
  backend_id: text,
  rules: z.array(wireRule),
  created: text,
  modified: text,
  tenant_uuid: id,
  /** Absent at servers that do not count. */
  instance_count: z.number().nullish(),
  ...detailFields,
};

export const wireGroup = z.object(groupFields);
export type WireGroup = z.output<typeof wireGroup>;

/** What a list is asked for where the rest of its groups is known. */
export const changingFields: readonly string[] = Object.keys(groupFields).filter(
  (name) => !Object.hasOwn(detailFields, name) && name !== "instance_count",
);

/** A group in a list, read as far as its name and place. */
export const listedGroup = z.looseObject({ uuid: id, name: text, tenant_uuid: id });
export type ListedGroup = z.output<typeof listedGroup>;

/** A group of which only some fields were asked for. */
export const wireGroupPart = z.object({ ...groupFields, state, url: text }).partial();
export type WireGroupPart = z.output<typeof wireGroupPart>;

/** The same where the id was asked for too. */
export const namedGroupPart = wireGroupPart.extend({ uuid: id });
export type NamedGroupPart = z.output<typeof namedGroupPart>;

const quota = z.object({ name: z.string(), usage: z.number(), limit: z.number() });

export const wireTenant = z.object({
  uuid: id,
  url: text,
  name: text,
  description: text,
  state,
  modified: text,
  error_message: text,
  error_traceback: text,
  backend_id: text,
  project_uuid: optionalId,
  project_name: text,
  customer_uuid: optionalId,
  customer_name: text,
  quotas: z.array(quota).nullish(),
  /** False where Waldur only reads the OpenStack project, and changes nothing in it. */
  is_managed: z.boolean().nullish(),
});
export type WireTenant = z.output<typeof wireTenant>;

/** A group as instances and ports nest it: instances have its URL, ports its uuid. */
export const nestedGroup = z.object({ uuid: optionalId, url: optional });

/** What uses groups: an instance, or a port of one or of something else. */
export const wireUser = z.object({
  uuid: optionalId,
  name: text,
  /** Of an instance. */
  internal_ips: z.array(z.string()).nullish(),
  /** Of an instance: floating addresses. */
  external_ips: z.array(z.string()).nullish(),
  backend_id: text,
  /** Of a port: the id in OpenStack of the machine that it belongs to. */
  device_id: text,
  device_owner: text,
  security_groups: z.array(nestedGroup).nullish(),
});
export type WireUser = z.output<typeof wireUser>;

/** The token's user. */
export const wireMe = z.object({
  username: text,
  is_staff: z.boolean().nullish(),
  /** Seconds after its last use at which a token ends; null is never. */
  token_lifetime: z.number().nullish(),
});
export type WireMe = z.output<typeof wireMe>;

/** What OPTIONS returns: the methods that the user may call, with the fields that they take. */
export const wireOptions = z.object({ actions: z.looseObject({ PUT: z.unknown().optional() }).nullish() });

/** A rule in a record of a change: as a group has it, but for its number. */
const recordedRule = wireRule
  .omit({ id: true, remote_group: true })
  .transform((rule): WireRule => ({ ...rule, id: 0, remote_group: null }));
const recordedRules = z
  .array(recordedRule)
  .nullish()
  .transform((rules) => rules ?? []);

/** The record of a change of a group's rules, which servers have since May 2026. */
export const RULES_CHANGED = "openstack_security_group_rules_changed";

const recordedGroups = z
  .array(z.object({ uuid: id, name: text }))
  .nullish()
  .transform((groups) => groups ?? []);

/** A line of the audit log about a group, or about something that has groups. Waldur's own tasks have no user. */
export const wireEvent = z.object({
  created: text,
  event_type: text,
  context: z.object({
    user_uuid: optionalId,
    user_username: optional,
    user_full_name: optional,
    security_group_uuid: optionalId,
    security_group_name: optional,
    /** `user_action` of set_rules, `backend_sync` of what a pull found. */
    trigger: optional,
    added_rules: recordedRules,
    removed_rules: recordedRules,
    modified_rules: z
      .array(z.object({ old: recordedRule, new: recordedRule }))
      .nullish()
      .transform((rules) => rules ?? []),
    instance_uuid: optionalId,
    instance_name: optional,
    port_uuid: optionalId,
    port_name: optional,
    load_balancer_uuid: optionalId,
    load_balancer_name: optional,
    /** Groups that a server, port or load balancer got and lost. */
    added_security_groups: recordedGroups,
    removed_security_groups: recordedGroups,
  }),
});
export type WireEvent = z.output<typeof wireEvent>;

/** A personal access token of the user, as Waldur lists it: without its secret part. */
export const wirePersonalToken = z.object({
  name: text,
  token_prefix: text,
  scopes: z.array(z.string()).nullish(),
  /** What it may act on; nothing is everything that its user may. */
  allowed_scopes: z.array(z.object({ type: text, name: text })).nullish(),
  /** Networks that it may be used from; nothing is any. */
  allowed_networks: z.array(z.string()).nullish(),
  expires_at: text,
});
export type WirePersonalToken = z.output<typeof wirePersonalToken>;

/** A group, or a tenant, as far as its state is concerned. */
type Stateful = Pick<WireGroup, "state">;

export const isOk = ({ state }: Stateful) => state === "OK";
export const isErred = ({ state }: Stateful) => state === "ERRED";

/** Whether a task is in progress or was lost: Waldur then shows what it wants, not what OpenStack has. */
export const isUnfinished = (one: Stateful) => !isOk(one) && !isErred(one);

/** Whether a state in outputs asks for a repair. A resource that was only looked up may have none. */
export const isOutOfOrder = (state: unknown) => typeof state === "string" && state !== "OK";

/** A group that Waldur is to delete, without an id in OpenStack: it has no task that would ever end that. */
export const isStuck = ({ state, backend_id }: Pick<WireGroup, "state" | "backend_id">) =>
  state.startsWith("DELETI") && backend_id === "";

/** OpenStack's default group: it cannot be made, renamed, described or deleted; only its rules can be set. */
export const DEFAULT_GROUP = "default";

type Failed = Pick<WireGroup, "error_message" | "error_traceback">;

/**
 * Why a group is in error, in words. Waldur's message is often only the name of an exception (`Conflict()`);
 * then the end of the traceback says more.
 */
export const errorReason = (group: Failed): string => serverText(errorText(group));

/** The same, whatever its length. */
export function errorText({ error_message: message, error_traceback: traceback }: Failed): string {
  const exception = /^(\w+)\((.*)\)$/s.exec(message.trim());
  if (exception === null && message.trim() !== "") return message.trim();
  const name = exception?.[1] ?? "unknown error";
  const end = endOfTraceback(traceback);
  return end === "" || end.startsWith(name) ? end || name : `${name}: ${end}`;
}

/** From the line that names the exception to the end; without one, the last line. */
function endOfTraceback(traceback: string): string {
  const lines = traceback.split("\n").filter((line) => line.trim() !== "");
  const raised = lines.findLastIndex((line) => /^([a-z_]\w*\.)*[A-Z]\w*: /.test(line));
  const end = lines.slice(raised === -1 ? -1 : raised).join(" ");
  return end.trim().replace(/^[\w.]+\.(?=\w+:)/, "");
}
