import { z } from "zod";
import { SecurityGroupsError } from "../errors";
import { issuesText } from "../text/issue-text";

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
