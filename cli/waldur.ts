import { Command } from "commander";
import { print, type Shell } from "./shell";
import { failureMessage } from "../provider/waldur/api/failures";
import { pullSecurityGroup, unlinkSecurityGroup } from "../provider/waldur/security-group/actions";
import { readWaldurSettings, type WaldurSettings } from "../provider/waldur/api/settings";

/** `waldur`: what Waldur can do with a group beside what programs declare. */
export function waldurCommand(shell: Shell): Command {
  return new Command("waldur")
    .description(
      "Acts on one security group of the Waldur MasterMind that WALDUR_API_URL and WALDUR_ACCESS_TOKEN name.",
    )
    .addCommand(
      action(shell, "pull", "Lets Waldur read the group anew from OpenStack.", async (settings, group) => {
        const { name, state, rules } = await pullSecurityGroup(settings, group);
        return `${name} is ${state} and has ${rules.length} rules`;
      }),
    )
    .addCommand(
      action(
        shell,
        "unlink",
        "Makes Waldur forget the group, which OpenStack keeps. Staff only.",
        async (settings, group) => {
          await unlinkSecurityGroup(settings, group);
          return `Waldur has forgotten ${group}`;
        },
      ),
    );
}

type Action = (settings: WaldurSettings, group: string) => Promise<string>;

function action(shell: Shell, name: "pull" | "unlink", description: string, act: Action): Command {
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
