import { Crud } from "../../kit/crud";
import type { CallContext, CheckResult, DiffResult, Found, Props, Stored } from "../../kit/handlers";
import { settingsOfDelete } from "../../kit/state-fields";
import { Runs } from "../../run/run";
import type { Owner } from "../../run/ownership";
import type { E24cloudClient } from "../api/client";
import { e24cloud, type E24cloudSession } from "../api/session";
import type { E24cloudSettings } from "../api/settings";
import { codec } from "../rule/fields";
import { checkGroup } from "./check";
import { createGroup } from "./create";
import { deleteGroup } from "./delete";
import { diffGroup, deleteAtRecordedEndpoint, atRecordedEndpoint } from "./diff";
import { NAMES, readInputs, readSomeInputs } from "./inputs";
import { importGroup, readGroup } from "./read";
import { claimGroup, deleteUnlessClaimed } from "./ownership";
import { ownerIn } from "./state";
import { updateGroup } from "./apply";

/** The operations on an `e24cloud.FirewallGroup`. */
export class FirewallGroupCrud extends Crud<E24cloudSettings, E24cloudClient, E24cloudSession> {
  readonly rules = codec;
  protected override readonly followsReplacements = true;

  constructor(runs = new Runs()) {
    super(NAMES, e24cloud, runs);
  }

  async check(olds: Props, news: Props, context: CallContext): Promise<CheckResult> {
    return this.checked(news, context, (work, given) => checkGroup(work, olds, given));
  }

  protected compare(id: string, olds: Props, news: Props): DiffResult {
    return diffGroup(id, olds, news);
  }

  protected claims(id: string, _news: Props, owner: Owner, isSure: boolean): void {
    claimGroup(this.run, id, owner, isSure);
  }

  async create(props: Props, context: CallContext): Promise<Stored> {
    const inputs = readInputs(props);
    return this.operate("create", inputs, context, (work) =>
      createGroup(work, inputs, this.ownerOf(inputs, context)),
    );
  }

  async read(id: string, props: Props, context: CallContext): Promise<Found | undefined> {
    const known = { name: id, ...readSomeInputs(props), owner: ownerIn(props) };
    return this.operate("refresh", known, context, (work) =>
      atRecordedEndpoint(work, id, known, (there) => readGroup(there, id.toLowerCase(), props)),
    );
  }

  async import(id: string, _name: string, context: CallContext): Promise<Found | undefined> {
    return this.operate("import", { name: id }, context, (work) => importGroup(work, id));
  }

  async update(id: string, olds: Props, news: Props, context: CallContext): Promise<Stored> {
    const inputs = readInputs(news);
    return this.operate("update", inputs, context, (work) => {
      claimGroup(this.run, id, this.ownerOf(inputs, context));
      return updateGroup(work, id, olds, inputs);
    });
  }

  async delete(id: string, props: Props, context: CallContext): Promise<void> {
    const { settings, others } = settingsOfDelete(this.run, { kind: NAMES.kind, id }, props);
    const known = { name: id, ...readSomeInputs(others), ...settings, owner: ownerIn(props) };
    await this.operate("delete", known, context, (work) =>
      deleteUnlessClaimed(work, id, () =>
        deleteAtRecordedEndpoint(work, id, known, (there) => deleteGroup(there, id, known)),
      ),
    );
  }
}
