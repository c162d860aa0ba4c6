import type { WaldurWork } from "../../api/cloud";
import { GroupFailure } from "../../api/failures";
import type { WireGroup } from "../../api/schema";
import type { SecurityGroupInputs } from "../inputs";
import { referringRules } from "./references";
import { usersOf } from "./servers";

/**
 * Says what else a delete of a group does, which Waldur and OpenStack do without asking: it takes the group from servers
 * and removes the rules of other groups that name it.
 *
 * @throws {GroupFailure} under `guard: "error"`, where there is anything of that
 */
export async function requireUnused(
  work: WaldurWork,
  group: WireGroup,
  { guard }: Pick<SecurityGroupInputs, "guard">,
): Promise<void> {
  const isGuarded = guard === "error";
  const users = await usersOf(work, group).catch((error: unknown) => {
    if (isGuarded || !(error instanceof GroupFailure)) throw error;
    work.info(error.message);
    return [];
  });
  const rules = await referringRules(work, group);
  const effects = [
    ...(users.length > 0 ? [`takes it from ${users.join(" and ")}`] : []),
    ...(rules.length > 0 ? [`removes ${rules.join(", ")}`] : []),
  ];
  if (effects.length === 0) return;
  const what = `deleting it also ${effects.join(", and ")}`;
  if (!isGuarded) return work.info(what);
  const first = [
    ...(users.length > 0 ? ["take the group from them"] : []),
    ...(rules.length > 0 ? ["remove these rules"] : []),
  ].join(" and ");
  const capital = first.charAt(0).toUpperCase() + first.slice(1);
  throw new GroupFailure(
    what,
    `${capital} first, or set guard: "warn" and run pulumi up before the group is deleted or replaced.`,
  );
}
