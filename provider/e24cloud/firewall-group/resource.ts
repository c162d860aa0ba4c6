import * as pulumi from "@pulumi/pulumi";
import { codec } from "../rule/fields";
import type { RuleMap, StoredRule } from "../../rules/rule-map";
import { warnOfUnknownSettings } from "../../engine/lookups";
import { e24cloudSettingNames } from "../api/settings";
import {
  DynamicResource,
  withEmptyLeaves,
  warnAboutRules,
  requireCalled,
} from "../../engine/dynamic-resource";
import { dynamicTypes, isOfType } from "../../kit/resource-types";
import type { FirewallGroupArgs } from "./args";
import type { Member, Owner, Permissions } from "../api/group";
import type { RulesInput } from "../rule/args";
import { ruleReader } from "../rule/parse";

/**
 * A group of e24cloud with its firewall rules, its members and its firewall switch.
 *
 * Changed rules are changed one by one, in an order in which traffic that is allowed before and after is allowed
 * all the time.
 *
 * @example
 * const web = new e24cloud.FirewallGroup("web", {
 *   rules: [...e24cloud.allow.https(), ...e24cloud.allow.ssh({ from: ["203.0.113.0/24"] }), ...e24cloud.allow.egress()],
 *   virtualMachines: [serverId],
 *   active: true,
 * });
 */
export class FirewallGroup extends DynamicResource {
  static readonly __pulumiType = dynamicTypes.e24cloudFirewallGroup;

  declare readonly name: pulumi.Output<string>;
  /** The rules by readable keys such as `ingress tcp 443 from anywhere`, which `parseRuleKey` reads; undefined where they are not managed. */
  declare readonly rules: pulumi.Output<RuleMap<StoredRule> | undefined>;
  /**
   * The rules that the group had in addition to the program's own when it was last written or refreshed, such as default rules that
   * stay, or all of them where `rules` are not managed; undefined where that is not known, and secret where a rule is or was secret.
   */
  declare readonly unmanagedRules: pulumi.Output<RuleMap<StoredRule> | undefined>;
  declare readonly virtualMachines: pulumi.Output<string[] | undefined>;
  declare readonly users: pulumi.Output<string[] | undefined>;
  declare readonly resources: pulumi.Output<string[] | undefined>;
  /** What was last sent to the switch, which can't be read back. */
  declare readonly active: pulumi.Output<boolean | undefined>;
  /** The address of the API that the group was made at. */
  declare readonly endpoint: pulumi.Output<string>;
  declare readonly owner: pulumi.Output<Owner | undefined>;
  declare readonly permissions: pulumi.Output<Permissions>;
  /** Names, labels and types of the members that the program names; left out where their ids are secret. */
  declare readonly attached: pulumi.Output<
    { users: Member[]; virtualMachines: Member[]; resources: Member[] } | undefined
  >;

  constructor(name: string, args: FirewallGroupArgs = {}, opts: pulumi.CustomResourceOptions = {}) {
    const { keepReachable } = args;
    const kept =
      keepReachable === undefined
        ? {}
        : { keepReachable: withEmptyLeaves(keepReachable, (field) => field === "from") };
    const props = { ...outputsOnly, ...args, ...kept, ...rulesProps(name, args.rules) };
    super(FirewallGroup.__pulumiType, "e24cloudFirewallGroup", codec.partOf, name, props, opts);
    warnOfUnknownSettings("e24cloud", e24cloudSettingNames.all);
  }

  /** A group that is not managed here, by its id. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): FirewallGroup {
    return new FirewallGroup(name, {}, { ...opts, id });
  }

  static override isInstance(value: unknown): value is FirewallGroup {
    return pulumi.CustomResource.isInstance(value) && isOfType(value, FirewallGroup.__pulumiType);
  }
}

/** Makes the SDK give the instance these outputs. */
const outputsOnly = {
  name: undefined,
  endpoint: undefined,
  owner: undefined,
  permissions: undefined,
  attached: undefined,
  unmanagedRules: undefined,
};

/** The properties of a resource that has rules. */
export function rulesProps(name: string, rules: RulesInput | undefined) {
  if (rules === undefined) return {};
  const title = `firewall group "${name}"`;
  requireCalled(title, rules);
  warnAboutRules(rules, {
    title,
    language: ruleReader,
    addresses: codec.addressNames,
  });
  return { rules: withEmptyLeaves(rules, codec.isLimit) };
}
