import { z } from "zod";
import type { Run } from "../../run/run";
import { seenResources } from "../../run/seen";
import type { Props } from "../handlers";
import { oneOf } from "../state-fields";
import { readLeniently } from "../stored-inputs";
import { timeouts } from "../timeouts";

/** The inputs that say how to go about a delete; each resource has some of them. */
const deleteSettings = z
  .object({
    guard: oneOf("warn", "error"),
    onStuck: oneOf("fail", "unlink"),
    onDestroy: oneOf("empty", "keep"),
    timeouts,
  })
  .partial();

/**
 * How to go about a delete: as the program of this run wants it, where a diff has seen that, else as state has it. What
 * cannot be read counts as left out, since nothing of it may keep a resource from being deleted.
 *
 * @param props the old outputs
 * @returns the settings, and all that is not one of them
 */
export function settingsOfDelete(
  run: Run,
  { kind, id }: { readonly kind: string; readonly id: string },
  props: Props,
): { readonly settings: z.output<typeof deleteSettings>; readonly others: Props } {
  const wanted = seenResources(run).newInputs(kind, id) ?? props;
  const others = Object.entries(props).filter(([name]) => !(name in deleteSettings.shape));
  return { settings: readLeniently(deleteSettings, wanted), others: Object.fromEntries(others) };
}
