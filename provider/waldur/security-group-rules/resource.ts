import * as pulumi from "@pulumi/pulumi";
import type { RuleMap, StoredRule } from "../../rules/rule-map";
import { warnOfUnknownSettings } from "../../engine/lookups";
import { waldurSettingNames } from "../api/settings";
import { DynamicResource } from "../../engine/dynamic-resource";
import { noteReferences } from "../../engine/program";
import { dynamicTypes, isOfType } from "../../kit/resource-types";
import { codec } from "../rule/fields";
import type { RulesInput } from "../rule/args";
import { SecurityGroup, setElsewhere, rulesProps } from "../security-group/resource";

export interface SecurityGroupRulesArgs {
  /**
   * The group: a SecurityGroup without `rules` of its own, or the uuid or URL of any. With another group the rules of the old
   * one are removed first, as a destroy removes them.
   */
  securityGroup: pulumi.Input<string> | SecurityGroup;
  /**
   * All the rules of the group, in any order; others that a refresh has shown are removed. A destroy removes them, unless `onDestroy` keeps them.
   * @example
   * rules: [...waldur.allow.postgresql({ from: app }), ...waldur.allow.egress()]
   */
  rules: RulesInput;
  /** Refuse a change of rules that would interrupt traffic which is allowed before and after. @default false */
  requireGapFree?: pulumi.Input<boolean>;
  /**
   * What an update of the rules does about a rule that somebody else has added since the last refresh: leave it and report it,
   * remove it, or refuse the update before it writes anything. A refresh shows such a rule, and the update after it removes
   * it. An update that does not change `rules` touches no rule.
   * @default "leave"
   */
  foreignRules?: pulumi.Input<"leave" | "remove" | "refuse">;
  /** What happens to new rules that open SSH, databases or everything to the world, or are redundant. @default the setting `lint`: `"warn"` */
  lint?: pulumi.Input<"off" | "warn" | "error">;
  /**
   * What a destroy does: `empty` removes all rules of the group, `keep` leaves them. The group itself stays.
   * @default "empty"
   */
  onDestroy?: pulumi.Input<"empty" | "keep">;
}

/**
 * The rules of a security group that is made elsewhere: by a SecurityGroup without `rules`, so that two groups can
 * name each other, or by somebody else, OpenStack's own group `default` included.
 *
 * @example
 * const app = new waldur.SecurityGroup("app");
 * const db = new waldur.SecurityGroup("db", { rules: [{ protocol: "tcp", ports: 5432, remoteGroup: app }] });
 * new waldur.SecurityGroupRules("app", {
 *   securityGroup: app,
 *   rules: [{ direction: "egress", protocol: "tcp", ports: 5432, remoteGroup: db }],
 * });
 */
export class SecurityGroupRules extends DynamicResource {
  /** @internal */
  static readonly __pulumiType = dynamicTypes.waldurSecurityGroupRules;

  /** Id of the group, which is the id of this resource too. */
  declare readonly securityGroup: pulumi.Output<string>;
  /** The rules by their readable keys, which `parseRuleKey` reads. */
  declare readonly rules: pulumi.Output<RuleMap<StoredRule>>;
  /** The group's state: `OK`, or `ERRED` where OpenStack does not have what Waldur has. */
  declare readonly state: pulumi.Output<string>;
  /** Why the group is `ERRED`, else empty. */
  declare readonly errorMessage: pulumi.Output<string>;
  /**
   * The rules that the group had in addition to the program's own when it was last written or refreshed; undefined where that is
   * not known, and secret where a rule is or was secret.
   */
  declare readonly unmanagedRules: pulumi.Output<RuleMap<StoredRule> | undefined>;

  /**
   * The live rules that Waldur does not accept back as they are, by key, with what happens to each when rules are written: `recreated`
   * in OpenStack, `lost`, or `unsure`. Undefined where that is not known.
   */
  declare readonly unreturnableRules: pulumi.Output<Readonly<Record<string, string>> | undefined>;

  constructor(name: string, args: SecurityGroupRulesArgs, opts: pulumi.CustomResourceOptions = {}) {
    const { rules, ...others } = args;
    const securityGroup = SecurityGroup.isInstance(args.securityGroup)
      ? args.securityGroup.id
      : args.securityGroup;
    const outputs = {
      state: undefined,
      errorMessage: undefined,
      unmanagedRules: undefined,
      unreturnableRules: undefined,
    };
    const props = { ...outputs, ...others, name: undefined, securityGroup, ...rulesProps(name, rules) };
    const { tenant, urn } = SecurityGroup.isInstance(args.securityGroup) ? args.securityGroup : {};
    if (SecurityGroup.isInstance(args.securityGroup)) setElsewhere.add(args.securityGroup);
    const more = { tenant, group: urn };
    super(SecurityGroupRules.__pulumiType, "waldurSecurityGroupRules", codec.partOf, name, props, opts, more);
    if (SecurityGroup.isInstance(args.securityGroup))
      noteReferences(this, { securityGroup: [args.securityGroup] });
    if (opts.id !== undefined) return;
    warnOfUnknownSettings("waldur", waldurSettingNames.all);
  }

  /** Looks up the rules of an existing group by the group's uuid; they are not managed. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): SecurityGroupRules {
    return new SecurityGroupRules(name, { securityGroup: id, rules: [] }, { ...opts, id });
  }

  static override isInstance(value: unknown): value is SecurityGroupRules {
    return pulumi.CustomResource.isInstance(value) && isOfType(value, SecurityGroupRules.__pulumiType);
  }
}
