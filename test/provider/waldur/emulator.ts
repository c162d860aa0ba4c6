import type { NewRule } from "../../../sandbox/waldur/edits/edit-input";
import type { WaldurSandbox } from "../../../sandbox/waldur";
import { crudFor, ManagedResource, settingsFor, startSandbox } from "./sandbox";

/** A running emulator of Waldur and one group on it, for each test new ones. */
export interface Emulator {
  readonly sandbox: WaldurSandbox;
  readonly stack: ManagedResource;
  /** What is printed for the user. */
  readonly said: jest.SpyInstance;
}

export interface EmulatorOfTest extends Emulator {
  /** Somebody adds a rule for a port in OpenStack, and Waldur imports it. @param group the stack's unless given */
  addByHand(port: number, more?: NewRule, group?: string): Promise<void>;
}

/** An emulator for each test of a file. */
export function useEmulator(): EmulatorOfTest {
  let running: Emulator | undefined;
  const current = (): Emulator => {
    if (running === undefined) throw new Error("the emulator is not started");
    return running;
  };
  beforeEach(async () => {
    const sandbox = await startSandbox();
    const stack = new ManagedResource(crudFor(settingsFor(sandbox)));
    const said = jest.spyOn(console, "log").mockImplementation(() => undefined);
    running = { sandbox, stack, said };
  });
  afterEach(async () => {
    const { said, sandbox } = current();
    said.mockRestore();
    await sandbox.close();
  });
  return {
    get sandbox() {
      return current().sandbox;
    },
    get stack() {
      return current().stack;
    },
    get said() {
      return current().said;
    },
    async addByHand(port, more, group) {
      const { sandbox, stack } = current();
      const rule = { protocol: "tcp", port_range_min: port, port_range_max: port, ...more };
      sandbox.edits.addRule(group ?? stack.id, rule);
      await sandbox.edits.backgroundPull();
    },
  };
}
