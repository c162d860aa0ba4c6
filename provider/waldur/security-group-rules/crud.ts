import { undefinedIfNotFound } from "../../http/errors";
import { driftText } from "../../kit/check/check-rules";
import { Crud } from "../../kit/crud";
import type { CallContext, CheckResult, DiffResult, Found, Props, Stored } from "../../kit/handlers";
import { settingsOfDelete, refreshedUnmanagedRules } from "../../kit/state-fields";
import type { Owner } from "../../run/ownership";
import { Runs } from "../../run/run";
import type { WaldurClient } from "../api/client";
import { waldur, type WaldurWork } from "../api/cloud";
import { isOk, isUnfinished, isOutOfOrder } from "../api/group-state";
import { groupInTenant, type WaldurSession } from "../api/session";
import type { WaldurSettings } from "../api/settings";
import { codec } from "../rule/fields";
import { rulesCheck } from "../security-group/planned-change";
import { requireRecordedGroup } from "../security-group/diff";
import { authors } from "../security-group/history";
import { claimRules, clearRulesUnlessClaimed } from "../security-group/ownership";
import { requireGroup, waitBrieflyUntilIdle, unfinishedText, pullIfAsked } from "../security-group/wait";
import {
  formerRules,
  isFinished,
  isInState,
  possibleRules,
  refreshedUnreturnable,
} from "../security-group/state";
import { checkGroupRules } from "./check";
import { type GroupRulesInputs, KIND, NAMES, readInputs, readStoredInputs } from "./inputs";
import { importRules, type FormerRules, madeElsewhere, setGroupRules, stateOutputs } from "./set";
import { containsUnknown, isUnknown } from "../../rules/unknowns";

/** The operations on a `waldur.SecurityGroupRules`: the rules of a group that is there already. */
export class SecurityGroupRulesCrud extends Crud<WaldurSettings, WaldurClient, WaldurSession> {
  readonly rules = codec;

  constructor(runs = new Runs()) {
    super(NAMES, waldur, runs);
  }

  async check(olds: Props, news: Props, context: CallContext): Promise<CheckResult> {
    return this.checked(news, context, (work, given) => checkGroupRules(work, olds, given));
  }

  protected compare(_id: string, olds: Props, news: Props): DiffResult {
    return diffGroupRules(olds, news);
  }

  protected claims(id: string, { apiUrl }: Props, owner: Owner, isSure: boolean): void {
    claimRules(this.run, { apiUrl: String(apiUrl), id }, owner, isSure);
  }

  async create(props: Props, context: CallContext): Promise<Stored> {
    const inputs = readInputs(props);
    return this.operate("create", inputs, context, async (work) => {
      this.keep(inputs, context);
      return stored(work, inputs);
    });
  }

  async read(id: string, props: Props, context: CallContext): Promise<Found | undefined> {
    const inputs = readStoredInputs(props);
    return this.operate("refresh", inputs, context, async (work) => {
      await requireRecordedGroup(work, id, inputs);
      // One that is looked up is in no state yet.
      const found = await (inputs.apiUrl === ""
        ? undefinedIfNotFound(work.client.getGroup(id))
        : groupInTenant(work, { id, tenant: tenantIn(props) }));
      const settled = found && (await waitBrieflyUntilIdle(work, found));
      const group = settled && (await pullIfAsked(work, settled));
      if (group === undefined) return undefined;
      if (isUnfinished(group)) work.note(unfinishedText(group));
      const rules = possibleRules(group, inputs.rules);
      const options = { ...inputs, wereLive: isFinished(props) };
      const drift = driftText(inputs.rules, rules, rulesCheck(KIND), options);
      if (drift !== undefined && isInState(props) && isOk(group))
        work.note(`${drift}${await authors(work, group, inputs.rules, rules)}`);
      const read = { ...inputs, apiUrl: work.session.settings.apiUrl, rules };
      const others = { ...refreshedUnmanagedRules(props, {}), ...refreshedUnreturnable(props, group) };
      const outs = { ...read, ...stateOutputs(group, inputs), ...others };
      return { id, inputs: read, outs };
    });
  }

  async import(id: string, name: string, context: CallContext): Promise<Found | undefined> {
    return this.operate("import", { name: id }, context, (work) => importRules(work, id, name));
  }

  async update(id: string, olds: Props, news: Props, context: CallContext): Promise<Stored> {
    const inputs = readInputs(news);
    return this.operate("update", inputs, context, async (work) => {
      this.keep(inputs, context);
      const before = readStoredInputs(olds);
      await requireRecordedGroup(work, id, before);
      const former = { former: formerRules(olds, before.rules), isHealthy: isFinished(olds) };
      return stored(work, inputs, former, tenantIn(olds));
    });
  }

  /** Removes the rules, unless they are to be kept, or another resource of the run has them: its own replacement too. */
  async delete(id: string, props: Props, context: CallContext): Promise<void> {
    const { settings, others } = settingsOfDelete(this.run, { kind: KIND, id }, props);
    if (settings.onDestroy === "keep") return;
    const inputs = { ...readStoredInputs(others), ...settings };
    await this.operate("delete", inputs, context, async (work) => {
      await requireRecordedGroup(work, id, inputs);
      await clearRulesUnlessClaimed(work, { id, name: inputs.name }, async () => {
        const group = await groupInTenant(work, { id, tenant: tenantIn(props) }, (view) => view.present(id));
        if (group === undefined) return;
        const emptied: GroupRulesInputs = { ...inputs, rules: {}, foreignRules: "leave" };
        await setGroupRules(work, emptied, group, { former: inputs.rules });
      });
    });
  }

  private keep(inputs: GroupRulesInputs, context: CallContext): void {
    const { apiUrl, securityGroup: id } = inputs;
    claimRules(this.run, { apiUrl, id }, this.ownerOf(inputs, context));
  }
}

/** @param tenant of the group, where state has it */
async function stored(
  work: WaldurWork,
  inputs: GroupRulesInputs,
  former: FormerRules = {},
  tenant?: string,
): Promise<Stored> {
  const { securityGroup: id } = inputs;
  const group = await requireGroup(work, id, tenant).catch(madeElsewhere);
  return { id, outs: await setGroupRules(work, inputs, group, former) };
}

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
