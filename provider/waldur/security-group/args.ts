import type * as pulumi from "@pulumi/pulumi";
import type { RulesInput } from "../rule/args";

export interface SecurityGroupArgs {
  /**
   * Uuid or URL of the OpenStack tenant, such as `getTenantOutput({ name: "shop" }).id`. A change replaces the group: the
   * old one is deleted first, unless the resource has the option `deleteBeforeReplace: false`.
   * @default the setting `waldur:tenant`
   */
  tenant?: pulumi.Input<string>;
  /**
   * Unique in the tenant, 1 to 150 characters. A change renames the group in place.
   * @default the resource's own name, or what `pulumi:autonaming` makes of it
   */
  name?: pulumi.Input<string>;
  /** At most 255 characters. @default "" */
  description?: pulumi.Input<string>;
  /**
   * All the rules of the group, in any order; others that a refresh has shown are removed. `[]` allows nothing. A group made through Waldur lets
   * nothing out by itself: add `allow.egress()`.
   * @default the rules are not managed
   * @example
   * rules: [...waldur.allow.https(), { protocol: "tcp", ports: "9100-9104", remoteGroup: monitoring }, ...waldur.allow.egress()]
   */
  rules?: RulesInput;
  /** Refuse a change of rules that would interrupt traffic which is allowed before and after. @default false */
  requireGapFree?: pulumi.Input<boolean>;
  /**
   * What an update of the rules does about a rule that somebody else has added since the last refresh: leave it and report it,
   * remove it, or refuse the update before it writes anything. A refresh shows such a rule, and the update after it removes
   * it. An update that does not change `rules` touches no rule.
   * @default "leave"
   */
  foreignRules?: pulumi.Input<"leave" | "remove" | "refuse">;
  /**
   * Whether a delete that takes the group from servers, or removes rules of other groups, is warned about (`warn`) or refused
   * (`error`). A destroy goes by what the last `pulumi up` has set.
   * @default "warn"
   */
  guard?: pulumi.Input<"warn" | "error">;
  /** What happens to new rules that open SSH, databases or everything to the world, or are redundant. @default the setting `lint`: `"warn"` */
  lint?: pulumi.Input<"off" | "warn" | "error">;
  /**
   * Adopt an existing group instead of creating one: `true` for the one with that name in the tenant, if there is
   * one, or the group's uuid. Only so can OpenStack's own group `default` be managed, its rules alone. A destroy deletes
   * the group, unless the resource has the option `retainOnDelete`; the group `default` stays.
   * @default a new group is made
   */
  adopt?: pulumi.Input<true | string>;
  /**
   * What to do about a group that Waldur cannot delete or does not finish: fail, or make Waldur forget it, which needs the
   * token of a staff user. OpenStack keeps what it has of the group: a destroy then deletes that where it can, and the
   * `pulumi up` after an update takes it over. A destroy goes by what the last `pulumi up` has set.
   * @default "fail"
   */
  onStuck?: pulumi.Input<"fail" | "unlink">;
}

/** Descriptive fields of a group (Waldur MasterMind API), if the server returns them. */
export interface SecurityGroupDetails {
  readonly resourceType?: string | undefined;
  /** Address of the group in Waldur's own pages. */
  readonly accessUrl?: string | undefined;
  readonly tenantName?: string | undefined;
  readonly serviceName?: string | undefined;
  readonly serviceSettings?: string | undefined;
  readonly serviceSettingsUuid?: string | undefined;
  readonly project?: string | undefined;
  readonly projectName?: string | undefined;
  readonly projectUuid?: string | undefined;
  readonly customer?: string | undefined;
  readonly customerUuid?: string | undefined;
  readonly customerName?: string | undefined;
  readonly customerNativeName?: string | undefined;
  readonly customerAbbreviation?: string | undefined;
  readonly marketplaceOfferingUuid?: string | undefined;
  readonly marketplaceOfferingName?: string | undefined;
  readonly marketplaceOfferingPluginOptions?: Readonly<Record<string, unknown>> | undefined;
  readonly marketplaceCategoryUuid?: string | undefined;
  readonly marketplaceCategoryName?: string | undefined;
  readonly marketplaceResourceUuid?: string | undefined;
  readonly marketplacePlanUuid?: string | undefined;
  readonly marketplaceResourceState?: string | undefined;
  readonly isUsageBased?: boolean | undefined;
  readonly isLimitBased?: boolean | undefined;
}
