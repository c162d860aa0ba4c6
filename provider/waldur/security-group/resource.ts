import * as pulumi from "@pulumi/pulumi";
import type { RuleMap } from "../../core/rules/rule-map";
import { DynamicResource } from "../../core/pulumi/dynamic-resource";
import { defaultName } from "../../core/pulumi/program";
import type { SecurityGroupArgs } from "./args";
import { outputNames, type SecurityGroupOutputs } from "./state";
import type { Rule } from "../rule/rule";
import { claimName, claimRules } from "./owners";
import { rulesProps } from "./rules-args";

/**
 * A security group of an OpenStack tenant, managed through Waldur MasterMind.
 *
 * Rules have no order: they are told apart by what they allow. A change of rules keeps what is allowed before and
 * after open all the time where that is possible, and says so where it is not.
 *
 * @example
 * new waldur.SecurityGroup("web", { rules: [...waldur.allow.https(), ...waldur.allow.egress()] });
 */
export class SecurityGroup extends DynamicResource {
  /** @internal */
  static readonly __pulumiType = "pulumi-nodejs:dynamic/waldur:SecurityGroup";

  declare readonly apiUrl: pulumi.Output<string>;
  /** Id of the tenant: 32 hex digits. */
  declare readonly tenant: pulumi.Output<string>;
  declare readonly name: pulumi.Output<string>;
  /** Undefined for OpenStack's own group `default`. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** The rules by their readable keys; undefined where they are not managed. */
  declare readonly rules: pulumi.Output<RuleMap<Rule> | undefined>;

  /** `OK`, or `ERRED` where OpenStack does not have what Waldur has; the next `pulumi up` repairs that. */
  declare readonly state: Told<"state">;
  /** Why the group is `ERRED`, else empty. */
  declare readonly errorMessage: Told<"errorMessage">;
  /** The group's id in OpenStack. */
  declare readonly backendId: Told<"backendId">;
  /** When Waldur made the group, as ISO 8601. */
  declare readonly created: Told<"created">;
  declare readonly resourceType: Told<"resourceType">;
  declare readonly accessUrl: Told<"accessUrl">;
  declare readonly tenantName: Told<"tenantName">;
  declare readonly serviceName: Told<"serviceName">;
  declare readonly serviceSettings: Told<"serviceSettings">;
  declare readonly serviceSettingsUuid: Told<"serviceSettingsUuid">;
  declare readonly project: Told<"project">;
  declare readonly projectName: Told<"projectName">;
  declare readonly projectUuid: Told<"projectUuid">;
  declare readonly customer: Told<"customer">;
  declare readonly customerUuid: Told<"customerUuid">;
  declare readonly customerName: Told<"customerName">;
  declare readonly customerNativeName: Told<"customerNativeName">;
  declare readonly customerAbbreviation: Told<"customerAbbreviation">;
  declare readonly marketplaceOfferingUuid: Told<"marketplaceOfferingUuid">;
  declare readonly marketplaceOfferingName: Told<"marketplaceOfferingName">;
  declare readonly marketplaceOfferingPluginOptions: Told<"marketplaceOfferingPluginOptions">;
  declare readonly marketplaceCategoryUuid: Told<"marketplaceCategoryUuid">;
  declare readonly marketplaceCategoryName: Told<"marketplaceCategoryName">;
  declare readonly marketplaceResourceUuid: Told<"marketplaceResourceUuid">;
  declare readonly marketplacePlanUuid: Told<"marketplacePlanUuid">;
  declare readonly marketplaceResourceState: Told<"marketplaceResourceState">;
  declare readonly isUsageBased: Told<"isUsageBased">;
  declare readonly isLimitBased: Told<"isLimitBased">;

  constructor(name: string, args: SecurityGroupArgs = {}, opts: pulumi.CustomResourceOptions = {}) {
    const told = Object.fromEntries(outputNames.map((output) => [output, undefined]));
    const props = {
      ...told,
      apiUrl: undefined,
      name: undefined,
      tenant: undefined,
      description: undefined,
      ...args,
      ...rulesProps(name, args.rules),
    };
    // Names are unique in a tenant: a new group has no place beside the old one.
    super(SecurityGroup.__pulumiType, "waldurSecurityGroup", name, props, {
      deleteBeforeReplace: true,
      ...opts,
    });
    if (opts.id !== undefined) return;
    const title = `SecurityGroup "${name}"`;
    const type = SecurityGroup.__pulumiType;
    claimName(this, title, { type, name: args.name ?? defaultName(type, name), tenant: args.tenant });
    if (args.rules !== undefined) claimRules(this, title, this);
  }

  /** Looks up an existing group by its uuid; it is not managed. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): SecurityGroup {
    return new SecurityGroup(name, { rules: [] }, { ...opts, id });
  }

  static override isInstance(value: unknown): value is SecurityGroup {
    return (
      pulumi.CustomResource.isInstance(value) &&
      "__pulumiType" in value &&
      value.__pulumiType === SecurityGroup.__pulumiType
    );
  }

  /** The group's own address. It follows from the id, so that whoever uses it sees no change when the group changes. */
  get url(): pulumi.Output<string> {
    return pulumi.interpolate`${this.apiUrl}openstack-security-groups/${this.id}/`;
  }
}

type Told<Name extends keyof SecurityGroupOutputs> = pulumi.Output<SecurityGroupOutputs[Name]>;
