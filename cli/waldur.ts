import { Command } from "commander";
import { print, type Shell } from "./shell";
import { failureMessage } from "../provider/waldur/api/failures";
import {
  pullSecurityGroup,
  setSecurityGroupErred,
  unlinkSecurityGroup,
} from "../provider/waldur/security-group/actions";
import { readWaldurSettings, type WaldurSettings } from "../provider/waldur/api/settings";

/** `waldur`: operations on a group that a program cannot declare. */
export function waldurCommand(shell: Shell): Command {
  return new Command("waldur")
    .description(
      "Acts on one security group of the Waldur MasterMind that WALDUR_API_URL and WALDUR_ACCESS_TOKEN name.",
    )
    .addCommand(
      action(shell, "pull", "Makes Waldur read the group from OpenStack.", async (settings, group) => {
        const { name, state, rules } = await pullSecurityGroup(settings, group);
        return `${name} is ${state} and has ${rules.length} rules`;
      }),
    )
    .addCommand(
      action(
        shell,
        "set-erred",
        "Marks a group that Waldur does not finish as in error, which the next pulumi up repairs. Staff only, Waldur from 2026-02 on.",
        async (settings, group) => {
          await setSecurityGroupErred(settings, group);
          return `Waldur has marked ${group} as in error: run pulumi up, which reads it from OpenStack and repairs it`;
        },
      ),
    )
    .addCommand(
      action(
        shell,
        "unlink",
        "Removes the group from Waldur only: OpenStack keeps it, with rules and servers. Staff only.",
        async (settings, group) => {
          await unlinkSecurityGroup(settings, group);
          return (
            `Waldur has unlinked ${group}. OpenStack keeps the group, its rules and its servers: pulumi up --refresh of its ` +
            "stack adopts it again"
          );
        },
      ),
    );
}

type Action = (settings: WaldurSettings, group: string) => Promise<string>;

function action(
  shell: Shell,
  name: "pull" | "set-erred" | "unlink",
  description: string,
  act: Action,
): Command {
  return new Command(name)
    .description(description)
    .argument("<group>", "uuid or URL of the group")
    .action(async (group: string) => {
      try {
        print(shell, await act(readWaldurSettings({ get: () => undefined }), group));
      } catch (error) {
        throw new Error(failureMessage(name, "security group", group, error), { cause: error });
      }
    });
}
