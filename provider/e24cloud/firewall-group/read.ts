import { readSomeInputs } from "./inputs";
import { allInputsOf, inputsOf, outputsOf } from "./state";
import type { Session } from "../api/session";

/** The group as it is now; undefined where it is gone. What a program only looks at is told as a whole. */
export async function readGroup(session: Session, id: string, props: unknown) {
  const group = await session.groups.read(id);
  if (group === undefined) return undefined;
  const known = readSomeInputs(props);
  const { endpoint } = session.settings;
  // Only a check fills in the endpoint, and a resource that is only looked up has none.
  if (known.endpoint === undefined) {
    const inputs = allInputsOf(group, endpoint);
    return { id, props: { ...inputs, ...outputsOf(group, inputs) } };
  }
  const inputs = inputsOf(group, known, endpoint);
  return { id, props: { ...inputs, ...outputsOf(group, inputs) }, inputs };
}
