import { randomUUID } from "node:crypto";
import {
  type E24cloudSandbox,
  type E24cloudSandboxOptions,
  startE24cloudSandbox,
} from "../../../sandbox/e24cloud";
import type { Props } from "../../../provider/kit/handlers";
import { golden } from "../golden";
import type { Recording } from "../recording";
import { type Program, type Resource, Stack } from "../stack";

/** What a scenario at e24cloud works with. */
export interface Stage {
  readonly sandbox: E24cloudSandbox;
  readonly stack: Stack;
  readonly recording: Recording;
  /** Other settings from now on. */
  readonly set: (settings: Readonly<Record<string, string>>) => void;
  /** The first servers of the account. */
  readonly servers: readonly string[];
}

interface Scenario {
  readonly options?: E24cloudSandboxOptions;
  readonly run: (stage: Stage) => Promise<void>;
}

export type Scenarios = Readonly<Record<string, Scenario>>;

/** Settings with short pauses. */
export const settingsOf = ({ endpoint, apiKey, apiSecret }: E24cloudSandbox) => ({
  "e24cloud:endpoint": endpoint,
  "e24cloud:apiKey": apiKey,
  "e24cloud:apiSecret": apiSecret,
  "e24cloud:pollInterval": "0.005",
});

/** Tests of some scenarios, each on an emulator of its own. */
export function goldens(scenarios: Scenarios): void {
  for (const [name, { options = {}, run }] of Object.entries(scenarios)) {
    golden(`e24cloud/${name}`, async (recording) => {
      // A port can come up again: another key makes sure that nothing learned of one server is used for another.
      const sandbox = await startE24cloudSandbox({ apiKey: randomUUID(), ...options });
      const stack = new Stack(recording, settingsOf(sandbox));
      const set = (changed: Readonly<Record<string, string>>) =>
        void (stack.settings = { ...settingsOf(sandbox), ...changed });
      try {
        await run({ sandbox, stack, recording, set, servers: sandbox.virtualMachines });
      } finally {
        await sandbox.close();
      }
    });
  }
}

export const group = (args: Props = {}): Resource => ({ type: "e24cloudFirewallGroup", args });

/** A program of one group. */
export const web = (args: Props = {}): Program => ({ web: group(args) });

export const https = { protocol: "tcp", ports: 443 };
export const ssh = { protocol: "tcp", ports: 22, srcAddress: "203.0.113.0/24" };
export const safe = [https, { protocol: "udp", ports: "67-68" }, { direction: "OUT" }];
