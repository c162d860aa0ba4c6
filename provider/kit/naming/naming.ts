import { isUnknown } from "../../rules/unknowns";
import { isRandom, nameFrom } from "./autonaming";
import type { Props } from "../handlers";
import { logicalName, type ProgramContext } from "../program-context";

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
