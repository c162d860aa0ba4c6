import * as pulumi from "@pulumi/pulumi";
import * as e24cloud from "../provider/e24cloud";
import * as waldur from "../provider/waldur";
import { checked } from "./checked";
import { Cloud } from "./cloud";
import { e24cloudRules } from "./e24cloud-rules";
import type { NeutralRule } from "./neutral-rules";
import { expressed, policyRules } from "./policy-rules";
import type { EgressArgs, IngressArgs } from "./traffic-args";
import { waldurRules } from "./waldur-rules";

/** What only Waldur needs to know. */
export interface WaldurPolicyArgs {
  /** Uuid or URL of the OpenStack tenant. @default the setting `waldur:tenant` */
  tenant?: pulumi.Input<string>;
}

/** What only e24cloud needs to know. */
export interface E24cloudPolicyArgs {
  /** Ids of the servers that the policy is for. @default who is attached is not managed */
  virtualMachines?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whether the firewall is on. That of a new group is off: without `active: true` the policy filters nothing, which a warning
   * says.
   * @default the switch is not touched
   */
  active?: pulumi.Input<boolean>;
  /**
   * Whether the rules that e24cloud adds to a new group by itself stay: everything out, SSH and DHCP in. With `keep` the
   * group allows more than the policy.
   * @default "remove"
   */
  defaultRules?: pulumi.Input<"keep" | "remove">;
}

export interface FirewallPolicyArgs {
  /** Where the policy holds: `"waldur"` or `"e24cloud"`. With the other one the old group is deleted, and a new one made. */
  cloud: Cloud;
  /** Name of the group in the cloud. @default the component's own name, or what `pulumi:autonaming` makes of it */
  groupName?: pulumi.Input<string>;
  /** Stored with the group where the cloud can do so. @default none */
  description?: pulumi.Input<string>;
  /** What may come in, such as `[{ https: true, fromAnywhere: true }]`. @default nothing */
  ingress?: IngressArgs[];
  /** What may go out, such as `[{ everything: true, toAnywhere: true }]`. @default nothing */
  egress?: EgressArgs[];
  /** Settings for Waldur, of no account elsewhere. @default those of the stack */
  waldur?: WaldurPolicyArgs;
  /** Settings for e24cloud, of no account elsewhere. @default who is attached and the switch are not managed */
  e24cloud?: E24cloudPolicyArgs;
}

/**
 * A policy in words of no cloud, as a security group of Waldur or a firewall group of e24cloud.
 *
 * What the cloud can't express is left out, never widened, and named in a warning each. What e24cloud adds to a new group by
 * itself is removed, unless `e24cloud.defaultRules` is "keep".
 *
 * @example
 * const policy = { ingress: [{ https: true, fromAnywhere: true }], egress: [{ everything: true, toAnywhere: true }] };
 * new FirewallPolicy("web-waldur", { cloud: "waldur", ...policy });
 * new FirewallPolicy("web-e24cloud", { cloud: "e24cloud", ...policy });
 */
export class FirewallPolicy extends pulumi.ComponentResource {
  /** Id of the group in the cloud. */
  declare readonly groupId: pulumi.Output<string>;

  constructor(name: string, args: FirewallPolicyArgs, opts?: pulumi.ComponentResourceOptions) {
    const { rules, losses } = expressed(checked(name, policyRules(args)), args);
    super("security-groups:index:FirewallPolicy", name, { ...args }, opts);
    for (const loss of [...losses, ...offWords(args)])
      void pulumi.log.warn(`${name} on ${args.cloud}: ${loss}`, this);
    const group = args.cloud === Cloud.waldur ? waldurGroup : e24cloudGroup;
    this.groupId = group(name, args, rules, this).id;
    this.registerOutputs({ groupId: this.groupId });
  }
}

/** The switch of e24cloud cannot be read, and is off until somebody sets it. */
const offWords = ({ cloud, e24cloud: settings }: FirewallPolicyArgs): string[] =>
  cloud === Cloud.e24cloud && settings?.active === undefined
    ? [
        "e24cloud.active is not set, so the policy filters nothing until somebody else switches the firewall on: set " +
          "active: true",
      ]
    : [];

function waldurGroup(
  name: string,
  { groupName, description, waldur: settings }: FirewallPolicyArgs,
  rules: NeutralRule[],
  parent: FirewallPolicy,
): pulumi.CustomResource {
  const args = { ...settings, name: groupName, description, rules: rules.flatMap(waldurRules) };
  return new waldur.SecurityGroup(name, args, { parent });
}

function e24cloudGroup(
  name: string,
  { groupName, e24cloud: settings }: FirewallPolicyArgs,
  rules: NeutralRule[],
  parent: FirewallPolicy,
): pulumi.CustomResource {
  const args = { ...settings, name: groupName, rules: rules.flatMap(e24cloudRules) };
  return new e24cloud.FirewallGroup(name, args, { parent });
}
