import { z } from "zod";
import { parseId } from "./ids";
import { errorFields, id, nestedGroup, optionalId, state, text } from "./schema";

/** What can have security groups. */
export const targetKinds = ["instance", "port", "loadBalancer"] as const;
export type TargetKind = (typeof targetKinds)[number];

/** A server, or something else that can have groups. */
export interface TargetRef {
  readonly kind: TargetKind;
  readonly id: string;
}

/** What distinguishes targets of one server. */
export const targetKey = ({ kind, id }: TargetRef): string => `${kind} ${id}`;

interface Collection {
  readonly path: string;
  /** What messages call one. */
  readonly title: string;
  /** The field that has its groups. */
  readonly groups: "security_groups" | "vip_security_groups";
  /** The action that sets all of them. */
  readonly action: string;
  /** The record of a change of them, which servers have since May 2026. */
  readonly event: string;
}

/** Where things of each kind are, and how their groups are set. */
export const targets: Readonly<Record<TargetKind, Collection>> = {
  instance: {
    path: "/openstack-instances/",
    title: "server",
    groups: "security_groups",
    action: "update_security_groups",
    event: "openstack_instance_security_groups_changed",
  },
  port: {
    path: "/openstack-ports/",
    title: "port",
    groups: "security_groups",
    action: "update_security_groups",
    event: "openstack_port_security_groups_changed",
  },
  loadBalancer: {
    path: "/openstack-loadbalancers/",
    title: "load balancer",
    groups: "vip_security_groups",
    action: "set_security_groups",
    event: "openstack_load_balancer_security_groups_changed",
  },
};

const attachedGroup = nestedGroup.extend({ name: text }).transform(({ uuid, url, name }, context) => {
  const found = uuid ?? parseId(url ?? "");
  if (found !== undefined) return { id: found, name };
  // Without its id it could not be sent back, and a write would take it off.
  context.addIssue("is a security group without an id");
  return z.NEVER;
});

const groups = z.array(attachedGroup);

/** A target's own address. */
export const targetUrl = (apiUrl: string, { kind, id }: TargetRef): string =>
  `${apiUrl}${targets[kind].path.slice(1)}${id}/`;

/** The fields that are asked for: what else there is can be long. */
export const targetFields = ({ kind }: Pick<TargetRef, "kind">): string[] => [
  ...Object.keys(common),
  targets[kind].groups,
];

const common = {
  uuid: id,
  name: text,
  state,
  ...errorFields,
  created: text,
  modified: text,
  backend_id: text,
  tenant: text,
  tenant_uuid: optionalId,
};

/** Something that can have groups, with those that Waldur has for it. */
export const wireTarget = ({ kind }: Pick<TargetRef, "kind">) =>
  z
    .object({ ...common, security_groups: groups.optional(), vip_security_groups: groups.optional() })
    .transform(({ security_groups, vip_security_groups, tenant, tenant_uuid, ...fields }, context) => {
      const attached = { security_groups, vip_security_groups }[targets[kind].groups];
      if (attached !== undefined)
        return { ...fields, groups: attached, tenant: tenant_uuid ?? parseId(tenant) };
      context.addIssue(`has no ${targets[kind].groups}`);
      return z.NEVER;
    });

export type WireTarget = z.output<ReturnType<typeof wireTarget>>;

/**
 * The list of groups as servers take it: plain URLs since 2025, objects with a URL before.
 * @param isPlain whether this one takes plain URLs
 */
export const groupsBody = (urls: readonly string[], isPlain: boolean) => ({
  security_groups: isPlain ? urls : urls.map((url) => ({ url })),
});

/** Whether a server takes plain URLs, by the form of its times: those of before mid-2025 end in `Z`. */
export const takesPlainUrls = ({ created }: Pick<WireTarget, "created">): boolean => !created.endsWith("Z");

/** Whether a refusal is about the form of the list, so that the other one can be sent. */
export const isOtherForm = (reason: string): boolean =>
  /URL has to be defined|Expected URL string|Incorrect type|Expected a dictionary|Invalid data/i.test(reason);
