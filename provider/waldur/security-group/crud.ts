import type { dynamic } from "@pulumi/pulumi";
import { Deadline } from "../../core/sync/wait";
import { groupToAdopt } from "./adopt";
import { checkGroup } from "./check";
import { GroupCreation } from "./create";
import { type StateProps, WaldurCrud } from "./crud-base";
import { GroupDeletion } from "./delete";
import { diffGroup } from "./diff";
import { readInputs, readSomeInputs, type SecurityGroupInputs, timeoutOf } from "./inputs";
import { inputsOf, outputsOf } from "./state";
import { readGroup } from "./read";
import { Reconciliation } from "./update";
import { arrivedGroup, presentGroup, repairedGroup } from "./readiness";
import type { WireGroup } from "../api/schema";

const KIND = "security group";

/** Create, read, update and delete of a security group, as Pulumi's dynamic-provider host calls them. */
export class SecurityGroupCrud
  extends WaldurCrud
  implements dynamic.ResourceProvider<StateProps, StateProps>
{
  constructor() {
    super(KIND);
  }

  async check(olds: StateProps, news: StateProps): Promise<dynamic.CheckResult<StateProps>> {
    return this.checked(news, (settings) => checkGroup(olds, news, settings));
  }

  async diff(id: string, olds: StateProps, news: StateProps): Promise<dynamic.DiffResult> {
    return diffGroup(id, olds, news);
  }

  async create(props: StateProps): Promise<dynamic.CreateResult<StateProps>> {
    const inputs = readInputs(props);
    const deadline = new Deadline(timeoutOf(inputs, "create"));
    const { adopted, group } = await this.explained("create", inputs.name, async () => {
      const adopted = await groupToAdopt(this.session(), inputs);
      return { adopted, group: adopted ?? (await new GroupCreation(this.session(), inputs, deadline).run()) };
    });
    const done = await this.kept("create", inputs.name, { group, state: stateOf(inputs) }, async () => {
      const ready = adopted === undefined ? arrivedGroup : repairedGroup;
      const start = await ready(this.session(), group, deadline);
      return new Reconciliation(this.session(), inputs, deadline).run(start);
    });
    return { id: done.uuid, outs: { ...inputs, ...outputsOf(done, inputs) } };
  }

  async read(id: string, props: StateProps = {}): Promise<dynamic.ReadResult<StateProps>> {
    const { name = id } = readSomeInputs(props);
    const found = await this.explained("refresh", name, () => readGroup(this.session(), id, props));
    return found === undefined ? {} : { id, ...found };
  }

  async update(id: string, _olds: StateProps, news: StateProps): Promise<dynamic.UpdateResult<StateProps>> {
    const inputs = readInputs(news);
    const deadline = new Deadline(timeoutOf(inputs, "update"));
    const group = await this.explained("update", inputs.name, () => presentGroup(this.session(), id));
    const done = await this.kept("update", inputs.name, { group, state: stateOf(inputs) }, async () => {
      const start = await repairedGroup(this.session(), group, deadline);
      return new Reconciliation(this.session(), inputs, deadline).run(start);
    });
    return { outs: { ...inputs, ...outputsOf(done, inputs) } };
  }

  async delete(id: string, props: StateProps): Promise<void> {
    const inputs = readSomeInputs(props);
    const { name = id } = inputs;
    const deadline = new Deadline(timeoutOf(inputs, "delete"));
    const say = (sentence: string) => console.log(`${KIND} "${name}": ${sentence}`);
    await this.explained("delete", name, () =>
      new GroupDeletion(this.session(), inputs, deadline, say).run(id),
    );
  }
}

/** What is known of a group whose create or update has failed: as the server has it. */
const stateOf = (inputs: SecurityGroupInputs) => (seen: WireGroup) => ({
  ...inputsOf(seen, inputs, inputs.apiUrl),
  ...outputsOf(seen, inputs),
});
