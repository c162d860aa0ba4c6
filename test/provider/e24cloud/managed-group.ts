import { guarded } from "../../../provider/core/pulumi/host-guard";
import { FirewallGroupCrud } from "../../../provider/e24cloud/firewall-group/crud";
import type { E24cloudSandbox } from "../../../sandbox/e24cloud";

type Props = Record<string, unknown>;

/** What the engine saves of a resource. */
interface State {
  id: string;
  inputs: Props;
  outputs: Props;
  /** Whether the last operation left it half-made: the engine then updates it whatever diff says. */
  failed: boolean;
}

export type Outcome = "created" | "updated" | "replaced" | "unchanged";

/** Plays the engine for one FirewallGroup: `up`, `refresh` and `destroy` call the CRUD object as the engine does. */
export class ManagedGroup {
  state: State | undefined;
  private readonly crud: ReturnType<typeof guarded>;

  constructor(
    sandbox: Pick<E24cloudSandbox, "endpoint" | "apiKey" | "apiSecret">,
    settings: Record<string, string | number> = {},
  ) {
    const { endpoint, apiKey, apiSecret } = sandbox;
    const values: Record<string, string | number> = {
      endpoint,
      apiKey,
      apiSecret,
      maxRetries: 0,
      pollInterval: 0.005,
      ...settings,
    };
    this.crud = guarded(new FirewallGroupCrud());
    const get = (key: string) => {
      const value = values[key.replace("e24cloud:", "")];
      return value === undefined ? undefined : String(value);
    };
    const require = (key: string) => get(key) ?? "";
    void this.crud.configure({ config: { get, require } });
  }

  get id(): string {
    if (this.state === undefined) throw new Error("there is no group");
    return this.state.id;
  }

  get outputs(): Props {
    return this.state?.outputs ?? {};
  }

  /** What a check makes of the program's arguments. */
  async preview(args: Props): Promise<{ inputs?: Props; failures?: { reason: string }[] }> {
    return this.crud.check(this.state?.inputs ?? {}, { ...args, __provider: "text" });
  }

  /** @throws what the engine would report; half-made resources are saved first */
  async up(args: Props): Promise<Outcome> {
    const { inputs = {}, failures = [] } = await this.preview({ name: "web", ...args });
    if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("\n"));
    if (this.state === undefined) return this.create(inputs);
    const { id, outputs, failed } = this.state;
    const diff = await this.crud.diff(id, outputs, inputs);
    if (diff.replaces && diff.replaces.length > 0) {
      await this.create(inputs);
      await this.crud.delete(id, outputs);
      return "replaced";
    }
    if (diff.changes === false && !failed) return "unchanged";
    await this.saving(inputs, async () => {
      const made: { outs?: Props } = await this.crud.update(id, outputs, inputs);
      return { id, outputs: made.outs ?? {} };
    });
    return "updated";
  }

  async refresh(): Promise<void> {
    const { id, outputs } = this.state ?? { id: "", outputs: {} };
    const found = await this.read(id, outputs);
    const { inputs = {}, props = {} } = found;
    this.state = found.id ? { id: found.id, inputs, outputs: props, failed: false } : undefined;
  }

  async destroy(): Promise<void> {
    if (this.state === undefined) return;
    await this.crud.delete(this.state.id, this.outputs);
    this.state = undefined;
  }

  async read(id: string, props: Props = {}): Promise<{ id?: string; props?: Props; inputs?: Props }> {
    return this.crud.read(id, props);
  }

  private async create(inputs: Props): Promise<Outcome> {
    await this.saving(inputs, async () => {
      const made: { id: string; outs?: Props } = await this.crud.create(inputs);
      return { id: made.id, outputs: made.outs ?? {} };
    });
    return "created";
  }

  private async saving(inputs: Props, run: () => Promise<{ id: string; outputs: Props }>): Promise<void> {
    try {
      this.state = { ...stored(await run()), inputs, failed: false };
    } catch (error) {
      if (error instanceof Error && "id" in error && "properties" in error) {
        this.state = {
          ...stored({ id: String(error.id), outputs: { ...(error.properties as Props) } }),
          inputs,
          failed: true,
        };
      }
      throw error;
    }
  }
}

/** What is left of values after they were saved. */
function stored<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
