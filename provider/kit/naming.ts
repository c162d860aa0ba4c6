import { isUnknown } from "../rules/unknowns";
import { isRandom, nameFrom, logicalName, type ProgramContext } from "./program-context";
import type { Props } from "./handlers";

/**
 * The name of a resource: the one that the program gives; else the one that it has; else what `pulumi:autonaming` makes of
 * its own name in the program. So a setting that is changed later renames nothing.
 */
export function nameFor(
  olds: Props,
  given: Props,
  program: ProgramContext,
): { readonly name: unknown; readonly problems: readonly string[] } {
  const { name, adopt } = given;
  if (name !== undefined && name !== null) return { name, problems: [] };
  const { name: old } = olds;
  if (typeof old === "string" && !isUnknown(old)) return { name: old, problems: [] };

  const own = logicalName(program);
  const { autonaming } = program;
  if (own === undefined) return { name: undefined, problems: ["name is missing: set name"] };
  if (autonaming === undefined) return { name: own, problems: [] };
  if ("pattern" in autonaming) {
    const drawn = isRandom(autonaming) && adopt === true;
    const problems = drawn
      ? [
          "adopt: true adopts the group with the resource's name, and pulumi:autonaming draws a new one each time: " +
            "set name, or set adopt to the id of the group",
        ]
      : [];
    return { name: nameFrom(autonaming.pattern, own), problems };
  }
  if (autonaming.mode === "verbatim") return { name: own, problems: [] };
  return { name: own, problems: ["pulumi:autonaming is disabled, so every group needs a name: set name"] };
}

/**
 * What to do about a name that another group already has. Only the user knows which case it is: adopting a group that
 * another stack owns would delete it for that stack some day.
 *
 * @param place where names are unique, such as `tenant`
 * @param ids of the groups of that name
 * @param replaced what to do where the group is this resource's own, which is being replaced
 */
export function takenNameText(place: string, ids: readonly string[], replaced = ""): string {
  const [id] = ids;
  const groups = ids.length === 1 ? "a group" : `${ids.length} groups`;
  const adopt = ids.length === 1 ? `set adopt: "${id}"` : "set adopt to the id of the right one";
  return (
    `the ${place} already has ${groups} of that name (${ids.join(", ")}). If no program owns it, ${adopt}; ${replaced}otherwise choose ` +
    "another name, or see docs/troubleshooting.md#names-that-are-taken"
  );
}
