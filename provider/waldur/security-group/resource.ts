import * as pulumi from "@pulumi/pulumi";
import {
  warnAboutRules,
  requireCalled,
  withEmptyLeaves,
  DynamicResource,
} from "../../engine/dynamic-resource";
import { nameInUrn } from "../../kit/program-context";
import type { RuleMap, StoredRule } from "../../rules/rule-map";
import { codec } from "../rule/fields";
import type { RuleArgs, RulesInput, Rule } from "../rule/args";
import { ruleReader } from "../rule/parse";
import { warnOfUnknownSettings } from "../../engine/lookups";
import { waldurSettingNames } from "../api/settings";
import { dynamicTypes, isOfType } from "../../kit/resource-types";
import type { SecurityGroupArgs, SecurityGroupDetails } from "./args";
import { outputNames } from "./state";

/** The properties of a resource that has rules, with references by id. */
export function rulesProps(name: string, rules: RulesInput | undefined) {
  if (rules === undefined) return {};
  const title = `security group "${name}"`;
  requireCalled(title, rules);
  const props = byId(rules);
  warnAboutRules(props, {
    title,
    language: ruleReader,
    addresses: codec.addressNames,
  });
  return { rules: withEmptyLeaves(props, codec.isLimit) };
}

/** A list stays a list, so that one unknown rule does not make all of them unknown. */
function byId(rules: RulesInput): pulumi.Input<pulumi.Input<object>[] | RuleMap<Rule>> {
  if (Array.isArray(rules)) return rules.map(ruleById);
  return pulumi.output(rules).apply((known) => (Array.isArray(known) ? known.map(named) : known));
}

function ruleById(rule: pulumi.Input<RuleArgs | Rule>): pulumi.Input<object> {
  return pulumi.Output.isInstance(rule) || rule instanceof Promise
    ? pulumi.output(rule).apply(named)
    : named(rule);
}

type Group = RuleArgs["remoteGroup"];

/** The groups of a program by their `id`, so that one is known where a rule has no more than that. */
const groups = new WeakMap<object, pulumi.CustomResource>();

const rememberId = (group: pulumi.CustomResource): unknown => groups.set(group.id, group);

const groupOfId = (value: unknown): pulumi.CustomResource | undefined =>
  typeof value === "object" && value !== null ? groups.get(value) : undefined;

/**
 * A group is named by its id, which is known in a preview even when the group itself changes. Messages call it what the
 * program does.
 */
function named(rule: { remoteGroup?: Group }): object {
  // A preset that was not spread: the check reports it.
  if (Array.isArray(rule)) return rule;
  const { remoteGroup: given, ...rest } = rule;
  if (!("remoteGroup" in rule)) return rest;
  const group = groupOfId(given) ?? given;
  if (!pulumi.CustomResource.isInstance(group)) return { ...rest, remoteGroup: group };
  return { ...rest, remoteGroup: group.id, remoteGroupName: group.urn.apply(nameInUrn) };
}

/** The groups of a program whose rules another resource sets. */
export const setElsewhere = new WeakSet<SecurityGroup>();

/**
 * A security group of an OpenStack tenant, managed through Waldur MasterMind.
 *
 * Rules have no order: they are identified by what they allow. A change of rules keeps what is allowed before and
 * after open all the time if that is possible, and the preview warns if it is not.
 *
 * @example
 * new waldur.SecurityGroup("web", { rules: [...waldur.allow.https(), ...waldur.allow.egress()] });
 */
export class SecurityGroup extends DynamicResource {
  /** @internal */
  static readonly __pulumiType = dynamicTypes.waldurSecurityGroup;

  declare readonly apiUrl: pulumi.Output<string>;
  /** Id of the tenant: 32 hex digits. */
  declare readonly tenant: pulumi.Output<string>;
  declare readonly name: pulumi.Output<string>;
  /** Undefined for OpenStack's own group `default`. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** The rules by their readable keys, which `parseRuleKey` reads; undefined where they are not managed. */
  declare readonly rules: pulumi.Output<RuleMap<StoredRule> | undefined>;

  /** `OK`, or `ERRED` where OpenStack does not have what Waldur has; the next `pulumi up` repairs that. */
  declare readonly state: pulumi.Output<string>;
  /** Why the group is `ERRED`, else empty. */
  declare readonly errorMessage: pulumi.Output<string>;
  /** The group's id in OpenStack. */
  declare readonly backendId: pulumi.Output<string>;
  /** When Waldur made the group, as ISO 8601. */
  declare readonly created: pulumi.Output<string>;
  /** Project, customer, service and marketplace as Waldur returns them: `group.details.customerName`. */
  declare readonly details: pulumi.Output<SecurityGroupDetails>;
  /**
   * The rules that the group had in addition to the program's own when it was last written or refreshed; undefined where that is
   * not known. Secret where a rule is or was secret. Of a group that was adopted without `rules` they are all rules, as a secret, since another
   * resource may set them, and only that one knows which are secret.
   */
  declare readonly unmanagedRules: pulumi.Output<RuleMap<StoredRule> | undefined>;

  /**
   * The live rules that Waldur does not accept back as they are, by key, with what happens to each when rules are written: `recreated`
   * in OpenStack, `lost`, or `unsure`. Undefined where that is not known.
   */
  declare readonly unreturnableRules: pulumi.Output<Readonly<Record<string, string>> | undefined>;

  constructor(name: string, args: SecurityGroupArgs = {}, opts: pulumi.CustomResourceOptions = {}) {
    const outputs = Object.fromEntries(outputNames.map((output) => [output, undefined]));
    const props = {
      ...outputs,
      apiUrl: undefined,
      name: undefined,
      tenant: undefined,
      description: undefined,
      ...args,
      ...rulesProps(name, args.rules),
    };
    const made: SecurityGroup[] = [];
    // Asked for later: the program may give the group's rules to another resource in its next line.
    const isSetElsewhere = Promise.resolve().then(() =>
      made.some((group) => setElsewhere.has(group)) ? true : undefined,
    );
    // Names are unique in a tenant: a new group cannot exist together with the old one.
    super(
      SecurityGroup.__pulumiType,
      "waldurSecurityGroup",
      codec.partOf,
      name,
      props,
      { deleteBeforeReplace: true, ...opts },
      { rulesElsewhere: isSetElsewhere },
    );
    made.push(this);
    rememberId(this);
    warnOfUnknownSettings("waldur", waldurSettingNames.all);
  }

  /** Looks up an existing group by its uuid; it is not managed. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): SecurityGroup {
    return new SecurityGroup(name, { rules: [] }, { ...opts, id });
  }

  static override isInstance(value: unknown): value is SecurityGroup {
    return pulumi.CustomResource.isInstance(value) && isOfType(value, SecurityGroup.__pulumiType);
  }

  /** The group's own address. It is derived from the id, so that its users see no change when the group changes. */
  get url(): pulumi.Output<string> {
    return pulumi.interpolate`${this.apiUrl}openstack-security-groups/${this.id}/`;
  }
}
