import { SecurityGroupsError } from "../../../errors";
import type { E24cloudWork } from "../../api/cloud";
import type { Group } from "../../api/group";
import type { FirewallGroupInputs } from "../inputs";
import { unprotectedServers, unprotectedServersText } from "../unfiltered-servers";

type Inputs = Partial<FirewallGroupInputs>;

/**
 * Says, or with `guard: "error"` refuses, what would leave servers unfiltered: a server in no other group that filters
 * lets everything through. Which of its other groups do is known of those of the program only.
 *
 * @param active whether the group's firewall is on; undefined where that is not known, which counts as on
 */
export async function guardServers(
  { run, session, client, warn }: E24cloudWork,
  { id }: Group,
  leaving: readonly string[],
  { guard = "warn", active }: Pick<Inputs, "guard" | "active">,
): Promise<void> {
  if (leaving.length === 0 || active === false) return;
  const others = (await session.reader.list(client)).filter((group) => group.id !== id);
  const bare = unprotectedServers(run, leaving, others);
  if (bare.servers.length === 0) return;
  const text = unprotectedServersText(bare, active);
  if (guard === "error") {
    const them = bare.servers.length === 1 ? "it" : "them";
    throw new SecurityGroupsError(
      `${text}. Put ${them} into another group first, or set guard: "warn" and run pulumi up before the group is deleted or ` +
        "replaced",
    );
  }
  warn(text);
}
