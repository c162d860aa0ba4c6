import * as pulumi from "@pulumi/pulumi";
import { warnOfUnknownSettings } from "../../engine/lookups";
import { DynamicResource } from "../../engine/dynamic-resource";
import { noteReferences } from "../../engine/program";
import { dynamicTypes, isOfType } from "../../kit/resource-types";
import { codec } from "../rule/fields";
import { nameInUrn } from "../../kit/program-context";
import { waldurSettingNames } from "../api/settings";
import type { SecurityGroup } from "../security-group/resource";

export interface SecurityGroupAttachmentArgs {
  /**
   * Uuid or URL of the virtual machine. Set this, `port` or `loadBalancer`; with another target, the groups move to that one.
   * @default another of the three is set
   */
  instance?: pulumi.Input<string>;
  /** Uuid or URL of a network port; needs a Waldur of 2026. @default another of the three is set */
  port?: pulumi.Input<string>;
  /**
   * Uuid or URL of a load balancer, whose address gets the groups; needs a Waldur of 2026.
   * @default another of the three is set
   */
  loadBalancer?: pulumi.Input<string>;
  /**
   * The groups to attach: resources, uuids or URLs. Those that are attached already are adopted: a destroy detaches them.
   * @example
   * securityGroups: [web, monitoring]
   */
  securityGroups: pulumi.Input<pulumi.Input<string | SecurityGroup>[]>;
  /**
   * Detach all groups that the program does not name: those of the server's creator, of OpenStack (`default`) and of all others. Only
   * one attachment of a server can be exclusive, and then it must be the only one.
   * @default false: others stay
   */
  exclusive?: pulumi.Input<boolean>;
  /**
   * Whether a change or a destroy that closes what no other group of the server allows is warned about (`warn`) or refused
   * (`error`). A destroy goes by what the last `pulumi up` has set.
   * @default "warn"
   */
  guard?: pulumi.Input<"warn" | "error">;
}

/**
 * Groups that a virtual machine, a network port or a load balancer has. It leaves the others that there are alone, unless it is
 * `exclusive`, and a destroy detaches its own only, so that several attachments of one server, in one stack or in several, work.
 *
 * @example
 * new waldur.SecurityGroupAttachment("web-1", { instance: serverId, securityGroups: [web, monitoring] });
 */
export class SecurityGroupAttachment extends DynamicResource {
  /** @internal */
  static readonly __pulumiType = dynamicTypes.waldurSecurityGroupAttachment;

  /** Id of the virtual machine. */
  declare readonly instance: pulumi.Output<string | undefined>;
  /** Id of the network port. */
  declare readonly port: pulumi.Output<string | undefined>;
  /** Id of the load balancer. */
  declare readonly loadBalancer: pulumi.Output<string | undefined>;
  /** Ids of the attached groups, sorted; of an exclusive attachment all that the server has. */
  declare readonly securityGroups: pulumi.Output<string[]>;
  /** Id of the tenant of the server. */
  declare readonly tenant: pulumi.Output<string | undefined>;
  /** What Waldur calls the server; undefined where it is secret which one it is. */
  declare readonly targetName: pulumi.Output<string | undefined>;
  /** State of the server: `OK`, or what the next `pulumi up` waits for or repairs. */
  declare readonly state: pulumi.Output<string>;

  constructor(name: string, args: SecurityGroupAttachmentArgs, opts: pulumi.CustomResourceOptions = {}) {
    const outputs = { instance: undefined, port: undefined, loadBalancer: undefined };
    const outputsOnly = { tenant: undefined, targetName: undefined, state: undefined };
    const { ids, urns } = groupProps(args.securityGroups);
    const props = { ...outputs, ...outputsOnly, ...args, name: undefined, securityGroups: ids };
    super(
      SecurityGroupAttachment.__pulumiType,
      "waldurSecurityGroupAttachment",
      codec.partOf,
      name,
      props,
      opts,
      {
        groups: urns,
      },
    );
    const target = args.instance ?? args.port ?? args.loadBalancer;
    const groups = Array.isArray(args.securityGroups) ? args.securityGroups.filter(isGroup) : [];
    noteReferences(this, { target: resourcesOf(target), securityGroups: groups });
    if (opts.id !== undefined) return;
    warnOfCreators(name, args.instance);
    warnOfUnknownSettings("waldur", waldurSettingNames.all);
  }

  /** Looks up the groups of a target, which are not managed. @param id `instance/UUID`, `port/UUID` or `loadBalancer/UUID` */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): SecurityGroupAttachment {
    return new SecurityGroupAttachment(name, { securityGroups: [] }, { ...opts, id });
  }

  static override isInstance(value: unknown): value is SecurityGroupAttachment {
    return pulumi.CustomResource.isInstance(value) && isOfType(value, SecurityGroupAttachment.__pulumiType);
  }
}

type Group = string | SecurityGroup;

/**
 * Ids of the groups, and the URNs of those that are resources. A list stays a list, so that one unknown id does not make all of
 * them unknown.
 */
function groupProps(groups: SecurityGroupAttachmentArgs["securityGroups"]) {
  if (Array.isArray(groups)) return { ids: groups.map(idOf), urns: groups.map(urnOf) };
  const known = pulumi.output(groups);
  return {
    ids: known.apply((list) => pulumi.all(list.map(idOf))),
    urns: known.apply((list) => pulumi.all(list.map(urnOf))),
  };
}

function idOf(group: pulumi.Input<Group>): pulumi.Input<string> {
  if (isGroup(group)) return group.id;
  if (!pulumi.Output.isInstance(group) && !(group instanceof Promise)) return group;
  return pulumi.output<Group>(group).apply((one) => (isGroup(one) ? one.id : pulumi.output(one)));
}

/** Empty for anything else than a resource of the program or its id. */
const urnOf = (group: pulumi.Input<Group>): pulumi.Input<string> => resourceOf(group)?.urn ?? "";

/** The resource that a program gives as a group, by itself or as its `id`. */
const resourceOf = (group: pulumi.Input<Group>): pulumi.Resource | undefined =>
  isGroup(group)
    ? group
    : resourcesOf(group).find((one) => pulumi.CustomResource.isInstance(one) && Object.is(one.id, group));

const isGroup = (group: unknown): group is SecurityGroup => pulumi.CustomResource.isInstance(group);

/** The names under which packages for servers take groups. */
const GROUP_LISTS = ["securityGroups", "security_groups", "securityGroupIds"];

/** Warns of a resource of the program that creates the server and lists groups itself: each would undo the other. */
function warnOfCreators(name: string, instance: pulumi.Input<string> | undefined): void {
  for (const creator of resourcesOf(instance)) {
    const list = GROUP_LISTS.find((one) => isFilled(Reflect.get(creator, one)));
    if (list === undefined) continue;
    const value = pulumi.all([creator.urn, Reflect.get(creator, list)] as const);
    value.apply(([urn, groups]) => {
      if (!isFilled(groups)) return;
      void pulumi.log.warn(
        `security group attachment "${name}": ${nameInUrn(urn)}, which creates the server, lists ${list} itself, and an update ` +
          `of it takes off what is attached here. Leave ${list} out there, or add ignoreChanges: ["${list}"] to it.`,
      );
    });
  }
}

/** Whether there is something in a list of groups, as far as that is known. */
const isFilled = (groups: unknown) =>
  pulumi.Output.isInstance(groups) || (Array.isArray(groups) && groups.length > 0);

/** The resources that an output comes from. The SDK does not declare how to ask. */
function resourcesOf(input: unknown): pulumi.Resource[] {
  if (!pulumi.Output.isInstance(input)) return [];
  const ask: unknown = Reflect.get(input, "resources");
  const found: unknown = typeof ask === "function" ? Reflect.apply(ask, input, []) : undefined;
  return found instanceof Set ? [...found].filter((one) => pulumi.Resource.isInstance(one)) : [];
}
