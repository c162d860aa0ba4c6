import { defineResource } from "../../kit/define-resource";
import type { DiffResult, Props } from "../../kit/handlers";
import { ownership } from "../../run/resources";
import { containsUnknown, isUnknown } from "../../rules/rule-map";
import { type Waldur, waldur, withGroupThere, groupInTenant } from "../api/session";
import { isOutOfOrder } from "../api/schema";
import type { Rule } from "../rule/args";
import { codec } from "../rule/fields";
import { ownedRules, sparedRules } from "../security-group/existing";
import { formerRules, isFinished } from "../security-group/state";
import { requireGroup } from "../security-group/wait";
import { rulesCheckSteps } from "./check";
import { type GroupRulesInputs, NAMES, readInputs, readStoredInputs } from "./inputs";
import { importRules, readRules } from "./read";
import { madeElsewhere, setGroupRules } from "./set";

/** A `waldur.SecurityGroupRules`: the rules of a group that exists already. */
export const securityGroupRules = defineResource<Waldur, GroupRulesInputs, GroupRulesInputs, Rule>({
  names: NAMES,
  cloud: waldur,
  codec,
  readInputs,
  readKnown: readStoredInputs,
  check: rulesCheckSteps,
  compare: (_run, { props }, news) => diffGroupRules(props, news),
  owns: (id, props) => [ownedRules({ apiUrl: String(props["apiUrl"]), id })],
  spares: (work, { id, known }) => sparedRules(work, id, known.name),
  there: withGroupThere,
  create: async (work, inputs, owner) => {
    const { apiUrl, securityGroup: id } = inputs;
    ownership(work.run).take(owner, [ownedRules({ apiUrl, id })]);
    const group = await requireGroup(work, id, undefined).catch(madeElsewhere);
    return { id, outs: await setGroupRules(work, inputs, group) };
  },
  read: readRules,
  import: importRules,
  update: async (work, { props, known }, inputs) => {
    const { securityGroup: id } = inputs;
    const group = await requireGroup(work, id, tenantIn(props)).catch(madeElsewhere);
    const former = { former: formerRules(props, known.rules), isHealthy: isFinished(props) };
    return { id, outs: await setGroupRules(work, inputs, group, former) };
  },
  stays: ({ onDestroy }) => onDestroy === "keep",
  remove: async (work, { id, props, known }) => {
    const group = await groupInTenant(work, { id, tenant: tenantIn(props) }, (view) => view.present(id));
    if (group === undefined) return;
    const emptied: GroupRulesInputs = { ...known, rules: {}, foreignRules: "leave" };
    await setGroupRules(work, emptied, group, { former: known.rules });
  },
});

/** The tenant of the group, which is an output. */
const tenantIn = ({ tenant }: Props) => (typeof tenant === "string" ? tenant : undefined);

/**
 * Rules of another group are other rules; a group in error or not finished is repaired by the next `pulumi up`. In a replacement the
 * new one comes first: the rules of the same group are then its own, and the delete of the old one leaves them alone.
 */
function diffGroupRules(olds: Props, news: Props): DiffResult {
  const { securityGroup } = news;
  const isOther = !isUnknown(securityGroup) && olds["securityGroup"] !== securityGroup;
  const changes =
    isOther ||
    isOutOfOrder(olds["state"]) ||
    containsUnknown(news) ||
    JSON.stringify(readStoredInputs(olds)) !== JSON.stringify(readStoredInputs(news));
  const repairs = isOutOfOrder(olds["state"]) ? ["state"] : [];
  return { changes, replaces: isOther ? ["securityGroup"] : [], deleteBeforeReplace: false, repairs };
}
