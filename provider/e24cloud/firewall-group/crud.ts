import { Crud } from "../../core/pulumi/crud";
import type { CallContext, CheckResult, DiffResult, Found, Props, Stored } from "../../core/pulumi/handlers";
import { newSettings } from "../../core/pulumi/settings/new-settings";
import { Runs } from "../../core/run/run";
import { seenResources } from "../../core/run/seen";
import type { E24cloudClient } from "../api/client";
import { e24cloud } from "../api/cloud";
import type { E24cloudSession } from "../api/session";
import type { E24cloudSettings } from "../api/settings";
import { parseRuleKey } from "../rule/parse-key";
import { checkGroup } from "./preview/check";
import { createGroup } from "./write/create";
import { deleteGroup } from "./write/delete";
import { diffGroup } from "./diff";
import { KIND, readInputs, readSomeInputs } from "./inputs";
import { unlessRefusedElsewhere, whereItIs } from "./moved-server";
import { importGroup } from "./import";
import { readGroup } from "./read";
import { ownerIn } from "./state";
import { unlessTakenOver } from "./write/takeover";
import { updateGroup } from "./write/update";

/** The operations on an `e24cloud.FirewallGroup`. */
export class FirewallGroupCrud extends Crud<E24cloudSettings, E24cloudClient, E24cloudSession> {
  readonly ruleOfKey = parseRuleKey;

  constructor(runs = new Runs()) {
    super(KIND, e24cloud, runs);
  }

  async check(olds: Props, news: Props, context: CallContext): Promise<CheckResult> {
    return this.checked(news, context, (work, given) => checkGroup(work, olds, given));
  }

  async diff(id: string, olds: Props, news: Props): Promise<DiffResult> {
    seenResources(this.run).compared(KIND, id, news);
    return diffGroup(id, olds, news);
  }

  async create(props: Props, context: CallContext): Promise<Stored> {
    const inputs = readInputs(props);
    return this.operate("create", inputs, context, (work) => createGroup(work, inputs));
  }

  async read(id: string, props: Props, context: CallContext): Promise<Found | undefined> {
    const known = { name: id, ...readSomeInputs(props), owner: ownerIn(props) };
    return this.operate("refresh", known, context, (work) =>
      whereItIs(work, id, known, (there) => readGroup(there, id.toLowerCase(), props)),
    );
  }

  async import(id: string, _name: string, context: CallContext): Promise<Found | undefined> {
    return this.operate("import", { name: id }, context, (work) => importGroup(work, id));
  }

  async update(id: string, olds: Props, news: Props, context: CallContext): Promise<Stored> {
    const inputs = readInputs(news);
    return this.operate("update", inputs, context, (work) => updateGroup(work, id, olds, inputs));
  }

  async delete(id: string, props: Props, context: CallContext): Promise<void> {
    const wanted = newSettings(this.run, { kind: KIND, id }, readSomeInputs, ["guard", "timeouts"]);
    const known = { name: id, ...readSomeInputs(props), ...wanted, owner: ownerIn(props) };
    await this.operate("delete", known, context, (work) =>
      unlessTakenOver(work, id, () =>
        unlessRefusedElsewhere(work, id, known, (there) => deleteGroup(there, id, known)),
      ),
    );
  }
}
