import { z } from "zod";
import { containsUnknown } from "../rules/unknowns";
import { issueText, placeText, issuesText } from "../text/failure-text";
import { nearest } from "../text/nearest";
import type { Note } from "../run/run";
import type { FollowUp } from "../run/resources";
import type { Props } from "./handlers";
import { SecurityGroupsError } from "../errors";

/** Checked inputs, and what is wrong with them. */
export interface Checked {
  readonly inputs: Props;
  /** Sentences without the full stop, each with its remedy. */
  readonly problems: readonly string[];
  /** Lines for the user, such as what a change of rules means. */
  readonly notes?: readonly Note[];
  /** What is reported, and refused, once the outputs in state are known. */
  readonly followUp?: FollowUp | undefined;
}

/** What is reported about checked inputs. */
export type Statement = Omit<Checked, "inputs">;

/** What the engine and an earlier check put among the inputs. */
const INTERNAL = ["__provider", "__defaults"];

/** What groups of other clouds have for their rules. */
const DIRECTIONS: readonly string[] = ["ingress", "egress"];

export interface FieldsCheck {
  /** What messages call the class of the resource. */
  readonly resource: string;
  readonly schemas: Readonly<Record<string, z.ZodType>>;
  /** Inputs that are checked elsewhere. */
  readonly others: readonly string[];
}

/**
 * Checks the inputs that have a schema and makes them canonical; what is not known yet stays as it is. One that is null is
 * refused, since it means nothing.
 * @param defaults what counts for inputs that are not given
 */
export function checkFields(
  program: Props,
  defaults: Props,
  { resource, schemas, others }: FieldsCheck,
): Checked {
  const given = { ...program, ...defaults };
  const inputs: Record<string, unknown> = {};
  const empty = Object.keys(program)
    .filter((field) => (Object.hasOwn(schemas, field) || others.includes(field)) && program[field] === null)
    .map((field) => `${field} has no value (null): set it or leave it out`);
  const unknown = Object.keys(given)
    .filter((field) => !Object.hasOwn(schemas, field) && !others.includes(field) && !INTERNAL.includes(field))
    .filter((field) => given[field] !== undefined && given[field] !== null)
    .map((field) => {
      const meant = DIRECTIONS.includes(field)
        ? "rules, each with its direction"
        : nearest(field, [...Object.keys(schemas), ...others]);
      return `${field} is not an input of a ${resource}${meant === undefined ? "" : ` (did you mean ${meant}?)`}`;
    });
  const problems = [...empty, ...unknown];
  for (const [field, schema] of Object.entries(schemas)) {
    const value = given[field];
    if (value === undefined || value === null) continue;
    const { data, error } = containsUnknown(value) ? { data: value } : schema.safeParse(value);
    inputs[field] = data;
    problems.push(...(error?.issues ?? []).map((issue) => `${at(field, issue.path)} ${issueText(issue)}`));
  }
  return { inputs, problems };
}

/** Where something is wrong: `keepReachable[2].ports:`, or the field alone. */
const at = (field: string, path: readonly PropertyKey[]) =>
  path.length === 0 ? field : `${placeText([field, ...path])}:`;

const given = z.string().min(1, "is empty");
const byId = z.strictObject({ id: given });
const fields = { field: z.array(z.string()).optional() };

/** The arguments of a lookup of one thing by its id or its name. */
export const oneArgs = z.union([byId, z.strictObject({ name: given })], { error: "give either id or name" });

/** The same where a name may come with its tenant, and fields may be chosen. */
export const oneInTenantArgs = z.union(
  [byId.extend(fields), z.strictObject({ name: given, tenant: given.optional(), ...fields })],
  { error: "give either id, or name and perhaps tenant, and field as a list" },
);

/** The arguments of a lookup, which programs in JavaScript may have got wrong. @throws {SecurityGroupsError} */
export function lookupArgs<Args>(what: string, schema: z.ZodType<Args>, args: unknown): Args {
  const { success, data, error } = schema.safeParse(args);
  if (success) return data;
  throw new SecurityGroupsError(`look up ${what}: the arguments are wrong: ${issuesText(error)}.`);
}
