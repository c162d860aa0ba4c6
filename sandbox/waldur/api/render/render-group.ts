import type { Rule, SecurityGroup } from "../../model";
import { takesNumbers, type WaldurSwitches } from "../../switches";
import { paths } from "./hyperlink";
import { renderInTenant } from "./render-resource";
import type { Json, RenderContext } from "./render-resource";

const kind = { path: paths.securityGroups, type: "SecurityGroup" };

export const renderGroup = (group: SecurityGroup, context: RenderContext): Json =>
  renderInTenant(group, kind, context, {
    ...(takesNumbers(context.settings) && { instance_count: instanceCount(group, context) }),
    rules: renderRules(group, context).map((rule) => withRemoteGroup(rule, context.settings)),
  });

/** Servers of 2026 name the remote group of each rule, null where there is none. */
const withRemoteGroup = (rule: Json, { release }: WaldurSwitches): Json =>
  release === "2026" ? { ...rule, remote_group: rule["remote_group"] ?? null } : rule;

/** Servers that take protocol numbers count the instances of a group. */
const instanceCount = ({ uuid }: SecurityGroup, { store }: RenderContext): number =>
  store.instances.all().filter(({ securityGroups }) => securityGroups.includes(uuid)).length;

export const renderRules = ({ rules }: SecurityGroup, context: RenderContext): Json[] =>
  inSomeOrder(rules, context.settings).map((rule) => renderRule(rule, context));

function renderRule({ id, values }: Rule, { groups, origin }: RenderContext): Json {
  const { remote_group: uuid } = values;
  if (uuid === null) return { ...values, id };
  return {
    ...values,
    id,
    remote_group_name: groups.get(uuid)?.name,
    remote_group_uuid: uuid,
    remote_group: `${origin}${paths.securityGroups}${uuid}/`,
  };
}

function inSomeOrder(rules: readonly Rule[], { shuffleRules }: WaldurSwitches): readonly Rule[] {
  if (!shuffleRules) return rules;
  const keyed = rules.map((rule) => ({ rule, key: Math.random() }));
  return keyed.sort((one, other) => one.key - other.key).map(({ rule }) => rule);
}
