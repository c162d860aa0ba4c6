import { startWaldurSandbox, type WaldurSandbox, type WaldurSandboxOptions } from "../../../sandbox/waldur";
import type { Props } from "../../../provider/kit/handlers";
import { settingsFor } from "../../provider/waldur/sandbox";
import { golden } from "../golden";
import type { Recording } from "../recording";
import { type Program, type Resource, Stack } from "../stack";

/** What a scenario at Waldur works with. */
export interface Stage {
  readonly sandbox: WaldurSandbox;
  readonly stack: Stack;
  readonly recording: Recording;
  /** Other settings from now on. */
  readonly set: (settings: Readonly<Record<string, string>>) => void;
}

export type Scenarios = Readonly<Record<string, (stage: Stage) => Promise<void>>>;

/** Tests of some scenarios, each on an emulator of its own. */
export function goldens(folder: string, scenarios: Scenarios, options: WaldurSandboxOptions = {}): void {
  for (const [name, run] of Object.entries(scenarios)) {
    golden(`${folder}/${name}`, async (recording) => {
      const sandbox = await startWaldurSandbox({ delay: 5, ...options });
      const quick = { "waldur:pollInterval": "0.005" };
      const stack = new Stack(recording, settingsFor(sandbox, quick));
      const set = (changed: Readonly<Record<string, string>>) =>
        void (stack.settings = settingsFor(sandbox, { ...quick, ...changed }));
      try {
        await run({ sandbox, stack, recording, set });
      } finally {
        await sandbox.close();
      }
    });
  }
}

export const group = (args: Props = {}): Resource => ({ type: "waldurSecurityGroup", args });

export const attachment = (args: Props): Resource => ({ type: "waldurSecurityGroupAttachment", args });

export const groupRules = (args: Props): Resource => ({ type: "waldurSecurityGroupRules", args });

/** A program of one group. */
export const web = (args: Props = {}): Program => ({ web: group(args) });

export const https = { protocol: "tcp", ports: 443 };
export const ssh = { protocol: "tcp", ports: 22, cidr: "203.0.113.0/24" };
export const out = { direction: "egress" };
