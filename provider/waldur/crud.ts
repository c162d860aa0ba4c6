import type { dynamic } from "@pulumi/pulumi";
import { messageOf, PartialFailure } from "../core/errors";
import type { ConfigReader } from "../core/settings";
import { SettingsError } from "../core/settings";
import { Deadline } from "../core/waiting";
import { groupToAdopt } from "./adopt";
import { checkGroup } from "./check";
import { GroupCreation } from "./create";
import { GroupDeletion } from "./delete";
import { diffGroup } from "./diff";
import { failureMessage, GroupFailure, type Operation } from "./failures";
import { errorReason, isErred } from "./group-state";
import { settledGroup } from "./group-wait";
import { readInputs, readSomeInputs, type SecurityGroupInputs, timeoutOf } from "./inputs";
import { inputsOf, outputsOf } from "./outputs";
import { readGroup } from "./read";
import { Reconciliation } from "./reconcile";
import { repairedGroup } from "./repair";
import { type WaldurSession, waldurSession, whereThere } from "./session";
import { readWaldurSettings, type WaldurSettings } from "./settings";
import type { WireGroup } from "./wire";

type Props = Record<string, unknown>;

/** Create, read, update and delete of a security group, as Pulumi's dynamic-provider host calls them. */
export class SecurityGroupCrud implements dynamic.ResourceProvider<Props, Props> {
  private config: ConfigReader = { get: () => undefined };

  /** Keeps the configuration; what is wrong with it is said where it is used. */
  async configure({ config }: { config: ConfigReader }): Promise<void> {
    this.config = config;
  }

  async check(olds: Props, news: Props): Promise<dynamic.CheckResult<Props>> {
    let settings: WaldurSettings;
    try {
      settings = this.settings();
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      return { inputs: news, failures: [{ property: "", reason: messageOf(error) }] };
    }
    const { inputs, problems, verdict } = checkGroup(olds, news, settings);
    if (verdict !== undefined) console.log(verdict);
    return { inputs, failures: problems.map((problem) => ({ property: "", reason: `${problem}.` })) };
  }

  async diff(id: string, olds: Props, news: Props): Promise<dynamic.DiffResult> {
    return diffGroup(id, olds, news);
  }

  async create(props: Props): Promise<dynamic.CreateResult<Props>> {
    const inputs = readInputs(props);
    const deadline = new Deadline(timeoutOf(inputs, "create"));
    const group = await this.explained("create", inputs, async () => {
      const adopted = await groupToAdopt(this.session(), inputs);
      return adopted ?? (await new GroupCreation(this.session(), inputs, deadline).run());
    });
    const done = await this.kept("create", inputs, group, async () =>
      inputs.adopt === undefined
        ? this.reconciled(await this.arrived(group, deadline), inputs, deadline)
        : this.reconciled(await repairedGroup(this.session(), group, deadline), inputs, deadline),
    );
    return { id: done.uuid, outs: { ...inputs, ...outputsOf(done) } };
  }

  async read(id: string, props: Props = {}): Promise<dynamic.ReadResult<Props>> {
    const found = await this.explained("refresh", { name: id, ...readSomeInputs(props) }, () =>
      readGroup(this.session(), id, props),
    );
    return found === undefined ? {} : { id, ...found };
  }

  async update(id: string, olds: Props, news: Props): Promise<dynamic.UpdateResult<Props>> {
    const inputs = readInputs(news);
    const deadline = new Deadline(timeoutOf(inputs, "update"));
    const group = await this.explained("update", inputs, async () => present(await this.live(id)));
    const done = await this.kept("update", inputs, group, async () =>
      this.reconciled(await repairedGroup(this.session(), group, deadline), inputs, deadline),
    );
    return { outs: { ...inputs, ...outputsOf(done) } };
  }

  async delete(id: string, props: Props): Promise<void> {
    const inputs = { name: id, ...readSomeInputs(props) };
    const deadline = new Deadline(timeoutOf(inputs, "delete"));
    const say = (sentence: string) => console.log(`security group "${inputs.name}": ${sentence}`);
    await this.explained("delete", inputs, () =>
      new GroupDeletion(this.session(), inputs, deadline, say).run(id),
    );
  }

  private settings(): WaldurSettings {
    return readWaldurSettings(this.config);
  }

  private session(): WaldurSession {
    return waldurSession(this.settings());
  }

  private live(id: string): Promise<WireGroup | undefined> {
    return whereThere(this.session().client.getGroup(id));
  }

  /** A new group when Waldur has made it in OpenStack too. */
  private async arrived(group: WireGroup, deadline: Deadline): Promise<WireGroup> {
    const ref = { id: group.uuid, tenant: group.tenant_uuid };
    const goal = "Waldur to make the group in OpenStack";
    const arrived = await settledGroup(this.session(), ref, { deadline, goal, before: group });
    if (!isErred(arrived)) return arrived;
    throw new GroupFailure(
      `OpenStack did not make the group as it should be: ${errorReason(arrived)}`,
      "Run pulumi up again to repair it.",
    );
  }

  private reconciled(group: WireGroup, inputs: SecurityGroupInputs, deadline: Deadline): Promise<WireGroup> {
    return new Reconciliation(this.session(), inputs, deadline).run(group);
  }

  private async explained<T>(
    operation: Operation,
    { name }: { name: string },
    run: () => Promise<T>,
  ): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw new Error(failureMessage(operation, name, error), { cause: error });
    }
  }

  /** The group's id and what is known of it go into state when something fails, so that the next `up` mends it. */
  private async kept(
    operation: Operation,
    inputs: SecurityGroupInputs,
    group: WireGroup,
    run: () => Promise<WireGroup>,
  ): Promise<WireGroup> {
    try {
      return await run();
    } catch (error) {
      const seen = (await this.live(group.uuid).catch(() => undefined)) ?? group;
      const properties = { ...inputsOf(seen, inputs, inputs.apiUrl), ...outputsOf(seen) };
      const message = failureMessage(operation, inputs.name, error);
      throw new PartialFailure(group.uuid, properties, message, { cause: error });
    }
  }
}

function present(group: WireGroup | undefined): WireGroup {
  if (group !== undefined) return group;
  throw new GroupFailure(
    "Waldur does not have the group any more, or the token's user may not see it",
    "Run pulumi up --refresh to make it anew.",
  );
}
