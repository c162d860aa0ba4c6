import type { dynamic } from "@pulumi/pulumi";
import { isDeepStrictEqual } from "node:util";
import { PartialFailure } from "../../../provider/core/errors";
import { SecurityGroupCrud } from "../../../provider/waldur/security-group/crud";
import type { WaldurCrud } from "../../../provider/waldur/security-group/crud-base";
import { startWaldurSandbox, type WaldurSandbox, type WaldurSandboxOptions } from "../../../sandbox/waldur";

type Props = Record<string, unknown>;
type Crud = Required<Omit<dynamic.ResourceProvider<Props, Props>, "configure">>;

/** Settings for tests: short pauses, and failures shown at once. */
export function settingsFor(
  { apiUrl, token, tenantUuid }: WaldurSandbox,
  changed: Record<string, string> = {},
) {
  return {
    "waldur:apiUrl": apiUrl,
    "waldur:token": token,
    "waldur:tenant": tenantUuid,
    "waldur:pollInterval": "0.02",
    "waldur:maxRetries": "0",
    ...changed,
  };
}

export function crudFor(
  settings: Record<string, string>,
  crud: WaldurCrud & Crud = new SecurityGroupCrud(),
): Crud {
  const values = new Map(Object.entries(settings));
  void crud.configure({ config: { get: (key) => values.get(key) } });
  return crud;
}

/** What the engine keeps of a resource. */
interface State {
  id: string;
  inputs: Props;
  outputs: Props;
}

/**
 * One resource as the engine drives it: `up` checks and diffs, then creates, updates or replaces; a partial failure
 * keeps the state and makes the next `up` update.
 */
export class Stack {
  state: State | undefined;
  private failedPartly = false;

  constructor(
    readonly crud: Crud,
    private readonly name = "web",
  ) {}

  async check(program: Props): Promise<Props> {
    const { inputs, failures } = await this.crud.check(this.state?.inputs ?? {}, {
      name: this.name,
      ...program,
    });
    if (failures !== undefined && failures.length > 0)
      throw new Error(failures.map(({ reason }) => reason).join("\n"));
    return { ...inputs };
  }

  async up(program: Props): Promise<"create" | "update" | "replace" | "same"> {
    const inputs = await this.check(program);
    if (this.state === undefined) return this.create(inputs);
    const { id, outputs } = this.state;
    const diff = await this.crud.diff(id, outputs, inputs);
    if (diff.replaces !== undefined && diff.replaces.length > 0)
      return this.replace(inputs, diff.deleteBeforeReplace);
    if (diff.changes !== true && !this.failedPartly) return "same";
    const { outs } = await this.keeping(inputs, () => this.crud.update(id, outputs, inputs));
    this.state = { id, inputs, outputs: { ...outs } };
    return "update";
  }

  /** Whether anything differs from state. */
  async refresh(): Promise<boolean> {
    const { id, inputs, outputs } = this.stated();
    const read = await this.crud.read(id, outputs);
    this.state =
      read.id === undefined ? undefined : { id, inputs: plain(read.inputs), outputs: plain(read.props) };
    return !isDeepStrictEqual(this.state, plain({ id, inputs, outputs }));
  }

  async destroy(): Promise<void> {
    const { id, outputs } = this.stated();
    await this.crud.delete(id, outputs);
    this.state = undefined;
  }

  private stated(): State {
    if (this.state === undefined) throw new Error("there is no such resource");
    return this.state;
  }

  private async create(inputs: Props): Promise<"create"> {
    const { id, outs } = await this.keeping(inputs, () => this.crud.create(inputs));
    this.state = { id, inputs: plain(inputs), outputs: plain(outs) };
    return "create";
  }

  private async replace(inputs: Props, deleteFirst = false): Promise<"replace"> {
    const old = this.stated();
    if (deleteFirst) await this.destroy();
    await this.create(inputs);
    if (!deleteFirst) await this.crud.delete(old.id, old.outputs);
    return "replace";
  }

  private async keeping<T>(inputs: Props, run: () => Promise<T>): Promise<T> {
    try {
      const result = await run();
      this.failedPartly = false;
      return result;
    } catch (error) {
      if (error instanceof PartialFailure) {
        this.state = { id: error.id, inputs: plain(inputs), outputs: plain(error.properties) };
        this.failedPartly = true;
      }
      throw error;
    }
  }
}

/** As it goes through the host: without undefined. */
const plain = (value: unknown): Props => JSON.parse(JSON.stringify(value)) as Props;

export async function startSandbox(options: WaldurSandboxOptions = {}): Promise<WaldurSandbox> {
  return startWaldurSandbox({ delay: 20, ...options });
}

/** The rules that OpenStack has for a group, as short texts. */
export function enforced(sandbox: WaldurSandbox, id: string): string[] {
  return sandbox.edits
    .group(id)
    .rules.map(
      (rule) =>
        `${rule.direction} ${rule.ethertype} ${rule.protocol ?? "any"} ${rule.port_range_min ?? "*"}-${rule.port_range_max ?? "*"} ${rule.remote_ip_prefix ?? rule.remote_group_id ?? "any"}`,
    )
    .sort();
}
