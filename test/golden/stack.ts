import { isDeepStrictEqual } from "node:util";
import { messageOf, PartialFailure } from "../../provider/errors";
import { type HandlerName, dynamicTypes } from "../../provider/kit/resource-types";
import { handlersOf } from "../../provider/handlers";
import { withEngineContract } from "../../provider/kit/operation";
import type { CallContext, Props, ResourceHandlers } from "../../provider/kit/handlers";
import { EngineRuns } from "../provider/engine-runs";
import type { Recording } from "./recording";

export interface Resource {
  readonly type: HandlerName;
  readonly args: Props;
}

/** The resources of a program by their names. */
export type Program = Readonly<Record<string, Resource>>;

interface State {
  readonly type: HandlerName;
  id: string;
  inputs: Props;
  outputs: Props;
  /** Whether the last operation left it partially created: the next one updates it whatever a diff says. */
  failed: boolean;
}

/** Plays the engine for a program, one resource after the other, and records what is printed, sent and saved. */
export class Stack {
  private readonly state = new Map<string, State>();
  private readonly runs = new EngineRuns();
  private readonly handlers: Readonly<Record<HandlerName, ResourceHandlers>>;
  private readonly context: CallContext;
  constructor(
    private readonly recording: Recording,
    public settings: Readonly<Record<string, string>>,
    more: Partial<CallContext> = {},
  ) {
    const {
      waldurSecurityGroup,
      waldurSecurityGroupRules,
      waldurSecurityGroupAttachment,
      e24cloudFirewallGroup,
    } = handlersOf(this.runs);
    this.handlers = {
      waldurSecurityGroup: withEngineContract(waldurSecurityGroup),
      waldurSecurityGroupRules: withEngineContract(waldurSecurityGroupRules),
      waldurSecurityGroupAttachment: withEngineContract(waldurSecurityGroupAttachment),
      e24cloudFirewallGroup: withEngineContract(e24cloudFirewallGroup),
    };
    const print = (line: string) => recording.line(line.replace(/^/gm, "    > "));
    this.context = { print, ...more };
  }

  id(name: string): string {
    return this.state.get(name)?.id ?? "";
  }

  /** Another program takes a resource over, or state is changed by hand. */
  edit(name: string, change: (state: State) => void): void {
    const state = this.state.get(name);
    if (state !== undefined) change(state);
  }

  /** Checks and diffs. */
  async preview(program: Program): Promise<void> {
    this.begin("preview", program);
    for (const [name, resource] of Object.entries(program)) {
      const inputs = await this.check(name, resource);
      if (inputs !== undefined) await this.diff(name, inputs);
    }
  }

  /** Each operation, one after the other, whatever comes of them. */
  async everything({ before, after }: { readonly before: Program; readonly after: Program }): Promise<void> {
    await this.preview(before);
    await this.refresh();
    await this.up(after);
    await this.destroy();
  }

  /** Makes the resources of a program what it says, and deletes what it no longer has. */
  async up(program: Program): Promise<void> {
    this.begin("up", program);
    for (const [name, resource] of Object.entries(program)) await this.upOne(name, resource);
    for (const name of [...this.state.keys()].toReversed()) {
      if (!(name in program)) await this.delete(name);
    }
  }

  async refresh(): Promise<void> {
    this.begin("refresh");
    for (const [name, state] of this.state) {
      const { type, id, outputs } = state;
      await this.tried(name, `refresh ${name}`, type, async (handlers) => {
        const found = await handlers.read(id, outputs, this.context);
        if (found === undefined) {
          this.state.delete(name);
          return this.recording.line("  it is gone");
        }
        this.save(name, {
          type,
          id: found.id,
          inputs: found.inputs ?? {},
          outputs: found.outs,
          failed: false,
        });
      });
    }
  }

  async import(name: string, type: HandlerName, id: string): Promise<void> {
    this.begin("import");
    await this.tried(name, `import ${name}`, type, async (handlers) => {
      const found = await handlers.import(id, name, this.context);
      if (found === undefined) return this.recording.line("  it is gone");
      this.save(name, { type, id: found.id, inputs: found.inputs ?? {}, outputs: found.outs, failed: false });
      this.recording.properties("inputs", found.inputs ?? {});
    });
  }

  async destroy(): Promise<void> {
    this.begin("destroy");
    for (const name of [...this.state.keys()].toReversed()) await this.delete(name);
  }

  private begin(command: string, program: Program = {}): void {
    this.recording.line(`\n$ ${command}`);
    for (const [name, { args }] of Object.entries(program)) {
      this.recording.line(`  ${name} ${JSON.stringify(args)}`);
    }
    this.runs.next();
    for (const handlers of Object.values(this.handlers)) {
      handlers.configure({ get: (key) => this.settings[key] });
    }
  }

  private async upOne(name: string, resource: Resource): Promise<void> {
    const inputs = await this.check(name, resource);
    if (inputs === undefined) return;
    const state = this.state.get(name);
    if (state === undefined) return this.create(name, resource.type, inputs);
    const diff = await this.diff(name, inputs);
    if (diff === undefined) return;
    if (diff.replaces.length > 0) return this.replace(name, resource, diff.deleteBeforeReplace);
    if (!diff.changes && !state.failed) return;
    await this.saving(name, "update", resource.type, inputs, (handlers) =>
      handlers.update(state.id, state.outputs, inputs, this.context),
    );
  }

  private async replace(name: string, resource: Resource, deleteFirst: boolean): Promise<void> {
    const old = this.state.get(name);
    if (old === undefined) return;
    if (deleteFirst && !(await this.delete(name))) return;
    // The engine checks the inputs of a replacement without old ones.
    this.state.delete(name);
    const inputs = await this.check(name, resource);
    if (inputs === undefined) return;
    await this.create(name, resource.type, inputs);
    if (!deleteFirst) await this.deleteOld(name, old);
  }

  private async check(name: string, { type, args }: Resource): Promise<Props | undefined> {
    const urn = `urn:pulumi:golden::shop::${dynamicTypes[type]}::${name}`;
    const __context = { urn, ...(args["__context"] as object | undefined) };
    const olds = this.state.get(name)?.inputs ?? {};
    return this.tried(name, `check ${name}`, type, async (handlers) => {
      const { inputs, failures } = await handlers.check(olds, { ...args, __context }, this.context);
      failures.forEach((failure) => this.recording.line(failure.replace(/^/gm, "  refused: ")));
      return failures.length === 0 ? inputs : undefined;
    });
  }

  private async diff(name: string, inputs: Props) {
    const state = this.state.get(name);
    if (state === undefined) return undefined;
    const { type, id, outputs } = state;
    return this.tried(name, `diff ${name}`, type, async (handlers) => {
      const diff = await handlers.diff(id, outputs, inputs, { print: this.context.print });
      this.recording.line(`  ${JSON.stringify(diff)}`);
      return diff;
    });
  }

  private async create(name: string, type: HandlerName, inputs: Props): Promise<void> {
    await this.saving(name, "create", type, inputs, (handlers) => handlers.create(inputs, this.context));
  }

  private async delete(name: string): Promise<boolean> {
    const state = this.state.get(name);
    if (state === undefined) return true;
    const isDeleted = await this.deleteOld(name, state);
    if (isDeleted) this.state.delete(name);
    return isDeleted;
  }

  private async deleteOld(name: string, { type, id, outputs }: State): Promise<boolean> {
    const isDeleted = await this.tried(name, `delete ${name}`, type, async (handlers) => {
      await handlers.delete(id, outputs, this.context);
      return true;
    });
    return isDeleted === true;
  }

  private async saving(
    name: string,
    operation: string,
    type: HandlerName,
    inputs: Props,
    run: (handlers: ResourceHandlers) => Promise<{ readonly id?: string; readonly outs: Props }>,
  ): Promise<void> {
    await this.tried(
      name,
      `${operation} ${name}`,
      type,
      async (handlers) => {
        const { id = this.id(name), outs } = await run(handlers);
        this.save(name, { type, id, inputs, outputs: outs, failed: false });
      },
      inputs,
    );
  }

  /** Records what is new in state. */
  private save(name: string, state: State): void {
    const stored = (props: Props) => JSON.parse(JSON.stringify(props)) as Props;
    const before = this.state.get(name)?.outputs ?? {};
    const outputs = stored(state.outputs);
    this.state.set(name, { ...state, inputs: stored(state.inputs), outputs });
    const fields = [...new Set([...Object.keys(outputs), ...Object.keys(before)])];
    const changed = fields.filter((field) => !isDeepStrictEqual(before[field], outputs[field]));
    const values = changed.map((field) => [field, outputs[field] ?? "(left out)"] as const);
    this.recording.properties(`saved ${state.id}`, Object.fromEntries(values));
  }

  /** Runs a step, and records and saves what it fails with. */
  private async tried<T>(
    name: string,
    step: string,
    type: HandlerName,
    run: (handlers: ResourceHandlers) => Promise<T>,
    inputs?: Props,
  ): Promise<T | undefined> {
    this.recording.line(`${step}`);
    try {
      return await run(this.handlers[type]);
    } catch (error) {
      this.recording.line(messageOf(error).replace(/^/gm, "  failed: "));
      if (error instanceof PartialFailure && inputs !== undefined) {
        this.save(name, { type, id: error.id, inputs, outputs: error.properties, failed: true });
      }
      return undefined;
    }
  }
}
