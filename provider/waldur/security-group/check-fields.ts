import { z } from "zod";
import { containsUnknown } from "../../core/rules/unknowns";
import { parseId } from "../api/ids";

export type Props = Readonly<Record<string, unknown>>;

/** Fields that have been checked, and what is wrong with the others. */
export interface Checked {
  inputs: Record<string, unknown>;
  /** Sentences without the full stop, for the user. */
  problems: string[];
  /** Lines for the user: what a change of rules means, and what is questionable about the new ones. */
  notes?: string[];
}

/** A uuid or URL, which becomes an id. */
export const idField = (what: string) =>
  z.string({ error: `has to be the uuid or the URL of a ${what}` }).transform((text, context) => {
    const id = parseId(text);
    if (id === undefined)
      context.addIssue(`${JSON.stringify(text)} is no ${what}: write its uuid or its URL`);
    return id;
  });
export const yesOrNo = z.boolean({ error: "has to be true or false" });

/** What the engine and an earlier check put among the inputs. */
const FOREIGN = ["apiUrl", "__provider", "__defaults"];

/**
 * Checks the inputs that have a schema and makes them canonical; what is not known yet stays as it is.
 *
 * @param others inputs that are checked elsewhere
 */
export function checkFields(
  given: Props,
  schemas: Readonly<Record<string, z.ZodType>>,
  { resource, others }: { resource: string; others: readonly string[] },
): Checked {
  const inputs: Record<string, unknown> = {};
  const problems = Object.keys(given)
    .filter((field) => !(field in schemas) && !others.includes(field) && !FOREIGN.includes(field))
    .map((field) => `${field} is no input of a ${resource}`);
  for (const [field, schema] of Object.entries(schemas)) {
    const value = given[field];
    if (value === undefined || value === null) continue;
    const { data, error } = containsUnknown(value) ? { data: value } : schema.safeParse(value);
    inputs[field] = data;
    problems.push(...(error?.issues ?? []).map(({ message }) => `${field} ${message}`));
  }
  return { inputs, problems };
}
