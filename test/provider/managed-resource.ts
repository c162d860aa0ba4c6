import type { dynamic } from "@pulumi/pulumi";
import { isDeepStrictEqual } from "node:util";

export type Props = Record<string, unknown>;
export type Provider = Required<dynamic.ResourceProvider>;
export type Outcome = "created" | "updated" | "replaced" | "unchanged";

/** What the engine saves of a resource. */
export interface State {
  id: string;
  inputs: Props;
  outputs: Props;
}

/** What begins a run of each provider, and how many operations are in progress in it. */
const runs = new WeakMap<Provider, { begin: () => void; active: number }>();

/** Gives a provider its configuration, as the host does at the beginning of each run. */
export function configured(provider: Provider, settings: Readonly<Record<string, string>>): Provider {
  const get = (key: string) => settings[key];
  const config = { get, require: (key: string) => get(key) ?? "" };
  const begin = () => void provider.configure({ config });
  begin();
  runs.set(provider, { begin, active: 0 });
  return provider;
}

/** An operation is a run of its own, unless others of the same provider are in progress. */
export async function inRun<T>(provider: Provider, operation: () => Promise<T>): Promise<T> {
  const run = runs.get(provider) ?? { begin: () => undefined, active: 0 };
  if (run.active === 0) run.begin();
  run.active += 1;
  try {
    return await operation();
  } finally {
    run.active -= 1;
  }
}

/**
 * Plays the engine for one resource: `up` checks and diffs, then creates, updates or replaces; a partial failure is
 * saved and makes the next `up` update, whatever diff says.
 */
export class ManagedResource {
  state: State | undefined;
  /** Whether the last operation left it partially created: the engine then updates it whatever diff says. */
  failed = false;

  constructor(
    readonly crud: Provider,
    private readonly name = "web",
    private readonly type = "resource",
  ) {}

  get id(): string {
    return this.saved().id;
  }

  get outputs(): Props {
    return this.state?.outputs ?? {};
  }

  /**
   * What a check makes of the program's arguments, and what the diff after it refuses.
   * @param outputs in state; without any, the old inputs are taken for what has just been written
   */
  async preview(
    args: Props,
    olds = this.state?.inputs ?? {},
    outputs = this.state?.outputs ?? { ...olds, unreturnableRules: {} },
  ) {
    const checked = await this.checked(args, olds);
    const isRefused = (checked.failures ?? []).length > 0;
    if (Object.keys(olds).length === 0 || isRefused) return checked;
    const id = this.state?.id ?? "7d09bc31-6d92-015b-0c44-5e9c0a07ab99";
    const refused = await this.crud.diff(id, { ...outputs, __provider: "text" }, checked.inputs).then(
      () => [],
      (error: unknown) => [{ reason: String(error instanceof Error ? error.message : error) }],
    );
    return { ...checked, failures: refused };
  }

  private async checked(args: Props, olds = this.state?.inputs ?? {}) {
    const urn = `urn:pulumi:test::test::${this.type}::${this.name}`;
    const __context = { urn, ...(args["__context"] as object | undefined) };
    const news = { ...args, __context, __provider: "text" };
    const result: { inputs?: Props; failures?: { reason: string }[] } = await this.crud.check(olds, news);
    return { ...result, inputs: { ...result.inputs, __provider: news.__provider } };
  }

  /** @throws what the engine would report of wrong inputs */
  async check(args: Props, olds = this.state?.inputs ?? {}): Promise<Props> {
    const { inputs = {}, failures = [] } = await this.checked(args, olds);
    if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("\n"));
    return inputs;
  }

  /** @throws what the engine would report; partially created resources are saved first */
  async up(args: Props): Promise<Outcome> {
    return inRun(this.crud, () => this.upInRun(args));
  }

  private async upInRun(args: Props): Promise<Outcome> {
    const inputs = await this.check(args);
    if (this.state === undefined) return this.create(inputs);
    const { id, outputs } = this.state;
    const diff = await this.crud.diff(id, { ...outputs, __provider: inputs["__provider"] }, inputs);
    if (diff.replaces && diff.replaces.length > 0) return this.replace(args, diff.deleteBeforeReplace);
    if (diff.changes === false && !this.failed) return "unchanged";
    await this.saving(inputs, async () => {
      const made: { outs?: Props } = await this.crud.update(id, outputs, inputs);
      return { id, outputs: made.outs ?? {} };
    });
    return "updated";
  }

  /** Whether anything differs from state. */
  async refresh(): Promise<boolean> {
    const before = this.saved();
    const { id, props, inputs = {} } = await inRun(this.crud, () => this.read(before.id, before.outputs));
    this.state = id === undefined ? undefined : saved({ id, inputs, outputs: props ?? {} });
    if (this.state !== undefined) this.failed = false;
    return !isDeepStrictEqual(this.state, before);
  }

  async destroy(): Promise<void> {
    const { state } = this;
    if (state === undefined) return;
    await inRun(this.crud, async () => this.crud.delete(state.id, state.outputs));
    this.state = undefined;
  }

  async read(id: string, props: Props = {}): Promise<{ id?: string; props?: Props; inputs?: Props }> {
    return this.crud.read(id, props);
  }

  private saved(): State {
    if (this.state === undefined) throw new Error("there is no such resource");
    return this.state;
  }

  private async create(inputs: Props): Promise<Outcome> {
    await this.saving(inputs, async () => {
      const made: { id: string; outs?: Props } = await this.crud.create(inputs);
      return { id: made.id, outputs: made.outs ?? {} };
    });
    return "created";
  }

  /** The engine checks the inputs of a replacement without old ones. */
  private async replace(args: Props, deleteFirst = false): Promise<Outcome> {
    const inputs = await this.check(args, {});
    const old = this.saved();
    if (deleteFirst) await this.destroy();
    await this.create(inputs);
    if (!deleteFirst) await this.crud.delete(old.id, old.outputs);
    return "replaced";
  }

  private async saving(inputs: Props, run: () => Promise<{ id: string; outputs: Props }>): Promise<void> {
    try {
      this.state = saved({ ...(await run()), inputs });
      this.failed = false;
    } catch (error) {
      if (error instanceof Error && "id" in error && "properties" in error) {
        const outputs = { ...(error.properties as Props) };
        this.state = saved({ id: String(error.id), outputs, inputs });
        this.failed = true;
      }
      throw error;
    }
  }
}

/** What is left of values after they were saved; the text that names the provider is the host's business. */
function saved({ id, inputs, outputs }: State): State {
  const stored = (props: Props) => JSON.parse(JSON.stringify({ ...props, __provider: undefined })) as Props;
  return { id, inputs: stored(inputs), outputs: stored(outputs) };
}
