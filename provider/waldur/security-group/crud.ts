import { Crud } from "../../kit/crud";
import type { CallContext, CheckResult, DiffResult, Found, Props, Stored } from "../../kit/handlers";
import { settingsOfDelete } from "../../kit/state-fields";
import { Runs } from "../../run/run";
import { seenResources } from "../../run/seen";
import type { Owner } from "../../run/ownership";
import type { WaldurClient } from "../api/client";
import { waldur } from "../api/cloud";
import type { WaldurSession } from "../api/session";
import type { WaldurSettings } from "../api/settings";
import { codec } from "../rule/fields";
import { checkGroup, describedGroups, isDescribed, hideSecretName } from "./check";
import { createGroup } from "./create";
import { deleteGroup, type Successor } from "./delete";
import { diffGroup, isLostInState, noteLost, requireRecordedGroup } from "./diff";
import { KIND, NAMES, readInputs, readSomeInputs } from "./inputs";
import { importGroup, readGroup } from "./read";
import { claimGroup, deleteUnlessClaimed } from "./ownership";
import { updateGroup } from "./update";

/** The operations on a `waldur.SecurityGroup`. */
export class SecurityGroupCrud extends Crud<WaldurSettings, WaldurClient, WaldurSession> {
  readonly rules = codec;

  constructor(runs = new Runs()) {
    super(NAMES, waldur, runs);
  }

  async check(olds: Props, news: Props, context: CallContext): Promise<CheckResult> {
    return this.checked(news, context, (work, given) => checkGroup(work, olds, given));
  }

  protected compare(id: string, olds: Props, news: Props): DiffResult {
    if (isDescribed(olds, news)) describedGroups(this.run).add(id);
    if (isLostInState(olds)) noteLost(this.run, news);
    return diffGroup(id, olds, news);
  }

  protected claims(id: string, news: Props, owner: Owner, isSure: boolean): void {
    const { apiUrl, rules } = news;
    claimGroup(this.run, { apiUrl: String(apiUrl), id }, owner, { rules, isSure });
  }

  async create(props: Props, context: CallContext): Promise<Stored> {
    const inputs = readInputs(props);
    return this.operate("create", inputs, context, (work) =>
      createGroup(work, inputs, this.ownerOf(inputs, context)),
    );
  }

  async read(id: string, props: Props, context: CallContext): Promise<Found | undefined> {
    const known = readSomeInputs(props);
    return this.operate("refresh", { name: id, ...known }, context, async (work) => {
      hideSecretName(() => work.session, known);
      await requireRecordedGroup(work, id, known);
      return readGroup(work, id, known, props);
    });
  }

  async import(id: string, _name: string, context: CallContext): Promise<Found | undefined> {
    return this.operate("import", { name: id }, context, (work) => importGroup(work, id));
  }

  async update(id: string, olds: Props, news: Props, context: CallContext): Promise<Stored> {
    const inputs = readInputs(news);
    return this.operate("update", inputs, context, async (work) => {
      const owner = this.ownerOf(inputs, context);
      claimGroup(this.run, { apiUrl: inputs.apiUrl, id }, owner, inputs);
      const known = readSomeInputs(olds);
      await requireRecordedGroup(work, id, known);
      return updateGroup(work, { id, olds, known }, inputs, owner);
    });
  }

  async delete(id: string, props: Props, context: CallContext): Promise<void> {
    const { settings, others } = settingsOfDelete(this.run, { kind: KIND, id }, props);
    const backendId = textOf(props["backendId"]);
    const known = { name: id, ...readSomeInputs(others), ...settings, backendId };
    await this.operate("delete", known, context, async (work) => {
      await requireRecordedGroup(work, id, known);
      await deleteUnlessClaimed(work, id, () => deleteGroup(work, id, known, this.successorOf(id)));
    });
  }

  /** What this run has compared the group with: what takes its place, where it is deleted all the same. */
  private successorOf(id: string): Successor | undefined {
    const news = seenResources(this.run).newInputs(KIND, id) ?? {};
    const [tenant, name, adopt] = ["tenant", "name", "adopt"].map((field) => textOf(news[field]));
    const adoptsOther = adopt !== undefined && adopt !== id;
    return tenant === undefined || name === undefined || adoptsOther ? undefined : { tenant, name };
  }
}

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);
