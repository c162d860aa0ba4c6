import type { dynamic } from "@pulumi/pulumi";
import { containsUnknown, isUnknown } from "../../core/rules/unknowns";
import { Deadline } from "../../core/sync/wait";
import { type StateProps, WaldurCrud } from "../security-group/crud-base";
import { timeoutOf } from "../security-group/inputs";
import { outputsOf, rulesOf } from "../security-group/state";
import { presentGroup, repairedGroup, upToDateGroup } from "../security-group/readiness";
import { Reconciliation } from "../security-group/update";
import { readThrough, whereThere } from "../api/session";
import type { WireGroup } from "../api/schema";
import { checkGroupRules } from "./check";
import { type GroupRulesInputs, readGroupRulesInputs } from "./inputs";

const KIND = "rules of security group";

/** Create, read, update and delete of the rules of a group that is there already. */
export class SecurityGroupRulesCrud
  extends WaldurCrud
  implements dynamic.ResourceProvider<StateProps, StateProps>
{
  constructor() {
    super(KIND);
  }

  async check(olds: StateProps, news: StateProps): Promise<dynamic.CheckResult<StateProps>> {
    return this.checked(news, (settings) => checkGroupRules(olds, news, settings));
  }

  async diff(_id: string, olds: StateProps, news: StateProps): Promise<dynamic.DiffResult> {
    const { securityGroup } = news;
    const isOther = !isUnknown(securityGroup) && olds["securityGroup"] !== securityGroup;
    const changes =
      isOther ||
      olds["state"] === "ERRED" ||
      containsUnknown(news) ||
      JSON.stringify(readGroupRulesInputs(olds)) !== JSON.stringify(readGroupRulesInputs(news));
    return { changes, replaces: isOther ? ["securityGroup"] : [] };
  }

  async create(props: StateProps): Promise<dynamic.CreateResult<StateProps>> {
    const inputs = readGroupRulesInputs(props);
    return { id: inputs.securityGroup, outs: { ...inputs, ...(await this.set("create", inputs)) } };
  }

  async read(id: string, props: StateProps = {}): Promise<dynamic.ReadResult<StateProps>> {
    const inputs = readGroupRulesInputs(props);
    return this.explained("refresh", inputs.name, async () => {
      const found = await readThrough(this.session(), { id, tenant: textOf(props["tenant"]) });
      const deadline = new Deadline(timeoutOf(inputs, "update"));
      const group = found && (await upToDateGroup(this.session(), found, deadline));
      if (group === undefined) return {};
      const { apiUrl } = this.session().settings;
      const read = { ...inputs, apiUrl, rules: rulesOf(group) };
      return { id, inputs: read, props: { ...read, ...told(group, inputs) } };
    });
  }

  async update(_id: string, _olds: StateProps, news: StateProps): Promise<dynamic.UpdateResult<StateProps>> {
    const inputs = readGroupRulesInputs(news);
    return { outs: { ...inputs, ...(await this.set("update", inputs)) } };
  }

  /** Empties the group, unless its rules are to be kept. */
  async delete(id: string, props: StateProps): Promise<void> {
    const inputs = readGroupRulesInputs(props);
    if (inputs.onDestroy === "keep") return;
    const there = await this.explained("delete", inputs.name, () =>
      whereThere(this.session().client.getGroup(id)),
    );
    if (there !== undefined) await this.set("delete", inputs, {});
  }

  private async set(operation: Operation, inputs: GroupRulesInputs, rules = inputs.rules) {
    const { name, securityGroup, requireGapless, secretRules } = inputs;
    const deadline = new Deadline(timeoutOf(inputs, operation));
    const group = await this.explained(operation, name, () => presentGroup(this.session(), securityGroup));
    const state = (seen: WireGroup) => ({ ...inputs, rules: rulesOf(seen), ...told(seen, inputs) });
    const done = await this.kept(operation, name, { group, state }, async () => {
      const start = await repairedGroup(this.session(), group, deadline);
      return new Reconciliation(this.session(), { rules, requireGapless, secretRules }, deadline).run(start);
    });
    return told(done, inputs);
  }
}

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);

type Operation = "create" | "update" | "delete";

/** What the server tells of the group as far as its rules are concerned. */
function told(group: WireGroup, inputs: GroupRulesInputs) {
  const { state, errorMessage } = outputsOf(group, inputs);
  return { tenant: group.tenant_uuid, state, errorMessage };
}
