import { z } from "zod";
import { autonaming } from "./naming/autonaming";
import type { Props } from "./handlers";
import { ignoredRule } from "./ignored-rules";
import { nameInUrn } from "./urn";

/** The input by which a class passes on what the engine does not; a check removes it. */
export const CONTEXT = "__context";

const context = z.object({
  /** Where the resource stands in the program: its name is at the end. */
  urn: z.string().optional(),
  autonaming: autonaming.optional(),
  /** The tenant of the group that the resource is about, where that is a resource of the program. */
  tenant: z.string().optional(),
  /** URN of that group. */
  group: z.string().optional(),
  /** URNs of the groups that a list names, by position: empty for those that are not resources of the program. */
  groups: z.array(z.string()).optional(),
  /** Whether another resource of the program sets the rules of the group. */
  rulesElsewhere: z.boolean().optional(),
  /** The rules that the option `ignoreChanges` names. */
  ignoredRules: z.array(ignoredRule).optional(),
  /** Whether the old resource of a replacement is still there when the new one is made, as far as the class knows. */
  keepsOld: z.boolean().optional(),
  /** Whether the language leaves out empty values, so that they cannot be distinguished from missing ones. */
  omitsEmpty: z.boolean().optional(),
});

/** What a check knows of the program besides the inputs. */
export type ProgramContext = z.output<typeof context>;

/** Takes the context out of what a program gives. */
export function splitContext({ [CONTEXT]: raw, ...given }: Props): { program: ProgramContext; given: Props } {
  return { program: context.safeParse(raw).data ?? {}, given };
}

/** The resource's own name in the program. */
export function logicalName({ urn }: ProgramContext): string | undefined {
  return urn === undefined ? undefined : nameInUrn(urn);
}
