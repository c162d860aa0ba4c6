import { Crud } from "../../core/pulumi/crud";
import type { CallContext, CheckResult, DiffResult, Found, Props, Stored } from "../../core/pulumi/handlers";
import { Runs } from "../../core/run/run";
import type { WaldurClient } from "../api/client";
import { waldur } from "../api/cloud";
import type { WaldurSession } from "../api/session";
import type { WaldurSettings } from "../api/settings";
import { checkGroup, KIND } from "./check";
import { createGroup } from "./create";
import { deleteGroup } from "./delete";
import { diffGroup } from "./diff";
import { readInputs, readSomeInputs } from "./inputs";
import { readGroup } from "./read";
import { updateGroup } from "./update";

/** The operations on a `waldur.SecurityGroup`. */
export class SecurityGroupCrud extends Crud<WaldurSettings, WaldurClient, WaldurSession> {
  constructor(runs = new Runs()) {
    super(KIND, waldur, runs);
  }

  async check(olds: Props, news: Props, context: CallContext): Promise<CheckResult> {
    return this.checked(news, context, ({ settings }, given) => checkGroup(olds, given, settings));
  }

  async diff(id: string, olds: Props, news: Props): Promise<DiffResult> {
    return diffGroup(id, olds, news);
  }

  async create(props: Props, context: CallContext): Promise<Stored> {
    const inputs = readInputs(props);
    return this.operate("create", inputs, context, (work) => createGroup(work, inputs));
  }

  async read(id: string, props: Props, context: CallContext): Promise<Found | undefined> {
    const known = readSomeInputs(props);
    return this.operate("refresh", { name: id, ...known }, context, (work) => readGroup(work, id, known));
  }

  async update(id: string, _olds: Props, news: Props, context: CallContext): Promise<Stored> {
    const inputs = readInputs(news);
    return this.operate("update", inputs, context, (work) => updateGroup(work, id, inputs));
  }

  async delete(id: string, props: Props, context: CallContext): Promise<void> {
    const known = readSomeInputs(props);
    await this.operate("delete", { name: id, ...known }, context, (work) => deleteGroup(work, id, known));
  }
}
