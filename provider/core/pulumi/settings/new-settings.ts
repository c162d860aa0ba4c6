import type { Run } from "../../run/run";
import { seenResources } from "../../run/seen";
import type { Props } from "../handlers";

/**
 * The settings that say how to go about a delete, as this run wants them: a delete is only told what was wanted before.
 * Nothing where no diff of this run has seen the resource.
 */
export function newSettings<Inputs extends object, Field extends keyof Inputs>(
  run: Run,
  { kind, id }: { readonly kind: string; readonly id: string },
  read: (props: Props) => Inputs,
  fields: readonly Field[],
): { [Name in Field]?: Inputs[Name] } {
  const news = seenResources(run).newInputs(kind, id);
  if (news === undefined) return {};
  const inputs = read(news);
  const wanted: { [Name in Field]?: Inputs[Name] } = {};
  for (const field of fields) wanted[field] = inputs[field];
  return wanted;
}
