import * as pulumi from "@pulumi/pulumi";
import { SecurityGroup } from "../provider/waldur";
import { checked } from "./checked";
import { policyRules } from "./policy-rules";
import type { EgressArgs, IngressArgs } from "./traffic-args";
import { waldurRules } from "./waldur-rules";

export interface LockedDefaultGroupArgs {
  /** Uuid or URL of the OpenStack tenant. @default the setting `waldur:tenant` */
  tenant?: pulumi.Input<string>;
  /** What may come in still. @default nothing */
  ingress?: IngressArgs[];
  /** What may go out still. @default nothing */
  egress?: EgressArgs[];
}

/**
 * Closes the group `default` of a tenant, which servers get that name no group of their own, and which OpenStack
 * leaves open to its members and outwards.
 *
 * It adopts the existing group and every rule in it. That group cannot be deleted or renamed, so destroying
 * the component leaves it as it is, closed.
 *
 * @example
 * new LockedDefaultGroup("default", { ingress: [{ ping: true, fromCidrs: ["10.0.0.0/8"] }] });
 */
export class LockedDefaultGroup extends pulumi.ComponentResource {
  /** Id of the group. */
  declare readonly groupId: pulumi.Output<string>;

  constructor(name: string, args: LockedDefaultGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    const rules = checked(name, policyRules(args));
    super("security-groups:index:LockedDefaultGroup", name, { ...args }, opts);
    const group = new SecurityGroup(
      `${name}-default`,
      { name: "default", adopt: true, tenant: args.tenant, rules: rules.flatMap(waldurRules) },
      { parent: this },
    );
    this.groupId = group.id;
    this.registerOutputs({ groupId: this.groupId });
  }
}
