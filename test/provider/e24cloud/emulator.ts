import { randomUUID } from "node:crypto";
import {
  type E24cloudSandbox,
  type E24cloudSandboxOptions,
  startE24cloudSandbox,
} from "../../../sandbox/e24cloud";
import { until } from "../../../scripts/runner/until";
import { type Clock, polled } from "../clock";
import { ManagedGroup } from "./managed-group";

type Tail<All extends readonly unknown[]> = All extends readonly [unknown, ...infer Rest] ? Rest : never;

/** A running emulator of e24cloud and one group on it, for each test a new one. */
export class Emulator {
  /** What was printed for the user. */
  said: string[] = [];
  private running: { sandbox: E24cloudSandbox; group: ManagedGroup } | undefined;

  async start(options: E24cloudSandboxOptions = {}): Promise<void> {
    // A port can come up again: another key makes sure that nothing learned of one server is used for another.
    const sandbox = await startE24cloudSandbox({ apiKey: randomUUID(), ...options });
    this.running = { sandbox, group: new ManagedGroup(sandbox) };
  }

  get sandbox(): E24cloudSandbox {
    if (this.running === undefined) throw new Error("the emulator is not started");
    return this.running.sandbox;
  }

  get group(): ManagedGroup {
    if (this.running === undefined) throw new Error("the emulator is not started");
    return this.running.group;
  }

  /** Another group, or the same through other settings. */
  another(...more: Tail<ConstructorParameters<typeof ManagedGroup>>): ManagedGroup {
    return new ManagedGroup(this.sandbox, ...more);
  }

  /** The group as it really is. */
  get live() {
    return this.sandbox.secondWriter.groups().find(({ id }) => id === this.group.id);
  }

  /** The keys of the rules in state. */
  get keys(): string[] {
    return Object.keys(this.group.outputs.rules ?? {});
  }

  /** The operations since the log was cleared that change something. Groups are read by GET or POST, the account by GET. */
  get writes(): (string | undefined)[] {
    return this.sandbox.log
      .entries({ level: "api" })
      .filter(
        ({ method, path }) =>
          !(/^(GET|POST)$/.test(method) && /^\/v2\/(account|groups(\/[^/]+)?)$/.test(path)),
      )
      .map(({ method, path }) => (method === "POST" ? path.split("/").at(-1) : method));
  }

  /** Lets all time of an operation pass once it only reads the group again and again. */
  async outOfTime<T>(clock: Clock, operation: Promise<T>): Promise<T> {
    return clock.passes(900, operation, polled(this.sandbox.log, /\/groups\/[^/]+$/));
  }

  /** Waits for the end of an outage. */
  async reachable(): Promise<void> {
    await until(async () =>
      fetch(this.sandbox.endpoint).then(
        () => true,
        () => false,
      ),
    );
  }

  async close(): Promise<void> {
    await this.running?.sandbox.close();
    this.running = undefined;
  }
}

/** An emulator for the tests of a file; each of them starts it with the switches that it needs. */
export function useEmulator(): Emulator {
  const emulator = new Emulator();
  beforeEach(() => {
    emulator.said = [];
    jest.spyOn(console, "log").mockImplementation((line: string) => void emulator.said.push(line));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await emulator.close();
  });
  return emulator;
}
