import { secretsOf } from "../../kit/secrets";
import type { Props } from "../../kit/handlers";
import type { WireTarget } from "../api/targets";
import { type AttachmentInputs, isTargetSecret } from "./inputs";
import { groupIds } from "./set";

/**
 * The groups of a target that an attachment has: of an exclusive one all, else those of its own that are attached.
 * @param own ids of its groups, as the program or state has them
 */
export const heldGroups = (
  { exclusive }: Pick<AttachmentInputs, "exclusive">,
  own: readonly string[],
  found: WireTarget,
): string[] => {
  const live = groupIds(found);
  return (exclusive === true ? live : live.filter((id) => own.includes(id))).toSorted();
};

/** What the engine saves of an attachment. @param securityGroups those that are attached */
export function storedAttachment(
  inputs: AttachmentInputs,
  found: WireTarget,
  securityGroups: readonly string[],
): Props {
  return { ...inputs, securityGroups, ...outputsOf(inputs, found) };
}

/** What the server says about the target, but for what is secret. */
export function outputsOf(inputs: Props, { tenant, name: targetName, state }: WireTarget): Props {
  return { ...keptOutputs(inputs, { tenant, targetName, state }), unfinished: undefined };
}

/** The same of an update that sends nothing, from state. */
export function keptOutputs(inputs: Props, { tenant, targetName, state }: Props): Props {
  const isSecret = secretsOf(inputs).includes("tenant");
  return {
    tenant: isSecret ? undefined : tenant,
    targetName: isTargetSecret(inputs) ? undefined : targetName,
    state,
  };
}
