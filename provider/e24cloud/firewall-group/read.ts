import type { Found, Props } from "../../core/pulumi/handlers";
import type { E24cloudWork } from "../api/cloud";
import { requireReadable } from "../api/group-reader";
import { readSomeInputs } from "./inputs";
import { allInputsOf, inputsOf, marksOf, outputsOf, stillThere } from "./state";

/** The group as it is now; undefined where it is gone. What a program only looks at is told as a whole. */
export async function readGroup(
  { session }: E24cloudWork,
  id: string,
  props: Props,
): Promise<Found | undefined> {
  const group = await session.groups.read(id);
  if (group === undefined) return undefined;
  requireReadable(group);
  const known = readSomeInputs(props);
  const { endpoint } = session.settings;
  // Only a check fills in the endpoint, and a resource that is only looked up has none.
  if (known.endpoint === undefined) {
    const inputs = allInputsOf(group, endpoint);
    return { id, outs: { ...inputs, ...outputsOf(group, inputs) } };
  }
  const inputs = inputsOf(group, known, endpoint);
  const notUpdatable = stillThere(marksOf(props).notUpdatable, group);
  return { id, outs: { ...inputs, ...outputsOf(group, inputs), notUpdatable }, inputs };
}
