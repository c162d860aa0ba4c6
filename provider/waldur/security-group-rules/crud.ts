import { whereThere } from "../../core/http/errors";
import { Crud } from "../../core/pulumi/crud";
import type { CallContext, CheckResult, DiffResult, Found, Props, Stored } from "../../core/pulumi/handlers";
import { Runs } from "../../core/run/run";
import type { WaldurClient } from "../api/client";
import { waldur, type WaldurWork } from "../api/cloud";
import { readThrough, type WaldurSession } from "../api/session";
import type { WaldurSettings } from "../api/settings";
import { upToDateGroup } from "../security-group/readiness";
import { rulesOf } from "../security-group/state";
import { checkGroupRules, KIND } from "./check";
import { diffGroupRules } from "./diff";
import { type GroupRulesInputs, readInputs } from "./inputs";
import { setGroupRules, told } from "./set";

/** The operations on a `waldur.SecurityGroupRules`: the rules of a group that is there already. */
export class SecurityGroupRulesCrud extends Crud<WaldurSettings, WaldurClient, WaldurSession> {
  constructor(runs = new Runs()) {
    super(KIND, waldur, runs);
  }

  async check(olds: Props, news: Props, context: CallContext): Promise<CheckResult> {
    return this.checked(news, context, ({ settings }, given) => checkGroupRules(olds, given, settings));
  }

  async diff(_id: string, olds: Props, news: Props): Promise<DiffResult> {
    return diffGroupRules(olds, news);
  }

  async create(props: Props, context: CallContext): Promise<Stored> {
    const inputs = readInputs(props);
    return this.operate("create", inputs, context, async (work) => stored(work, inputs));
  }

  async read(id: string, props: Props, context: CallContext): Promise<Found | undefined> {
    const inputs = readInputs(props);
    return this.operate("refresh", inputs, context, async (work) => {
      const found = await readThrough(work, { id, tenant: textOf(props["tenant"]) });
      const group = found && (await upToDateGroup(work, found));
      if (group === undefined) return undefined;
      const read = { ...inputs, apiUrl: work.session.settings.apiUrl, rules: rulesOf(group) };
      return { id, inputs: read, outs: { ...read, ...told(group, inputs) } };
    });
  }

  async update(_id: string, _olds: Props, news: Props, context: CallContext): Promise<Stored> {
    const inputs = readInputs(news);
    return this.operate("update", inputs, context, async (work) => stored(work, inputs));
  }

  /** Empties the group, unless its rules are to be kept. */
  async delete(id: string, props: Props, context: CallContext): Promise<void> {
    const inputs = readInputs(props);
    if (inputs.onDestroy === "keep") return;
    await this.operate("delete", inputs, context, async (work) => {
      const there = await whereThere(work.client.getGroup(id));
      if (there !== undefined) await setGroupRules(work, inputs, {});
    });
  }
}

async function stored(work: WaldurWork, inputs: GroupRulesInputs): Promise<Stored> {
  return { id: inputs.securityGroup, outs: { ...inputs, ...(await setGroupRules(work, inputs)) } };
}

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);
