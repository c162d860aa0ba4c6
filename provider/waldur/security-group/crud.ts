import { Crud } from "../../core/pulumi/crud";
import type { CallContext, CheckResult, DiffResult, Found, Props, Stored } from "../../core/pulumi/handlers";
import { newSettings } from "../../core/pulumi/settings/new-settings";
import { Runs } from "../../core/run/run";
import { seenResources } from "../../core/run/seen";
import type { WaldurClient } from "../api/client";
import { waldur } from "../api/cloud";
import type { WaldurSession } from "../api/session";
import type { WaldurSettings } from "../api/settings";
import { parseRuleKey } from "../rule/parse-key";
import { checkGroup } from "./preview/check";
import { hideSecretName } from "./preview/known-names";
import { createGroup } from "./write/create";
import { deleteGroup } from "./write/delete";
import { diffGroup } from "./diff";
import { KIND, readInputs, readSomeInputs } from "./inputs";
import { requireKnownThere } from "./moved-server";
import { importGroup } from "./import";
import { readGroup } from "./read";
import type { Heir } from "./write/heir";
import { unlessTakenOver } from "./write/takeover";
import { updateGroup } from "./write/update";

/** The operations on a `waldur.SecurityGroup`. */
export class SecurityGroupCrud extends Crud<WaldurSettings, WaldurClient, WaldurSession> {
  readonly ruleOfKey = parseRuleKey;

  constructor(runs = new Runs()) {
    super(KIND, waldur, runs);
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
    const known = readSomeInputs(props);
    return this.operate("refresh", { name: id, ...known }, context, async (work) => {
      hideSecretName(() => work.session, known);
      await requireKnownThere(work, id, known);
      return readGroup(work, id, known, props);
    });
  }

  async import(id: string, _name: string, context: CallContext): Promise<Found | undefined> {
    return this.operate("import", { name: id }, context, (work) => importGroup(work, id));
  }

  async update(id: string, olds: Props, news: Props, context: CallContext): Promise<Stored> {
    const inputs = readInputs(news);
    return this.operate("update", inputs, context, async (work) => {
      await requireKnownThere(work, id, readSomeInputs(olds));
      return updateGroup(work, id, olds, inputs);
    });
  }

  async delete(id: string, props: Props, context: CallContext): Promise<void> {
    const wanted = newSettings(this.run, { kind: KIND, id }, readSomeInputs, [
      "guard",
      "onStuck",
      "timeouts",
    ]);
    const known = { name: id, ...readSomeInputs(props), ...wanted, backendId: textOf(props["backendId"]) };
    await this.operate("delete", known, context, async (work) => {
      await requireKnownThere(work, id, known);
      await unlessTakenOver(work, id, () => deleteGroup(work, id, known, this.heirOf(id)));
    });
  }

  /** What this run has compared the group with: what takes its place, where it is deleted all the same. */
  private heirOf(id: string): Heir | undefined {
    const news = seenResources(this.run).newInputs(KIND, id) ?? {};
    const [tenant, name, adopt] = ["tenant", "name", "adopt"].map((field) => textOf(news[field]));
    const adoptsOther = adopt !== undefined && adopt !== id;
    return tenant === undefined || name === undefined || adoptsOther ? undefined : { tenant, name };
  }
}

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);
