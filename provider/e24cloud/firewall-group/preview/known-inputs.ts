import type { Props } from "../../../kit/handlers";
import { containsUnknown } from "../../../rules/unknowns";
import { readSomeInputs } from "../inputs";

/** The inputs that are known, as far as they can be read. */
export function knownInputs(inputs: Props) {
  const known = Object.entries(inputs).filter(([, value]) => !containsUnknown(value));
  return readSomeInputs(Object.fromEntries(known));
}
