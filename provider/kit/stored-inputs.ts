import type { z } from "zod";
import { SecurityGroupsError } from "../errors";
import { nameText } from "../text/printable";
import { shortened } from "../text/quoted";
import type { Props } from "./handlers";

/**
 * Reads inputs as they stand in state.
 *
 * @param kind what messages call the resource
 * @param then what to do after it has been taken out of state
 * @throws {SecurityGroupsError} with the resource, the fields that cannot be read, and what to do
 */
export function readStored<T>(
  schema: z.ZodType<T>,
  props: unknown,
  kind: string,
  then = "set adopt to the id of its group and run pulumi up",
): T {
  const { data, error, success } = schema.safeParse(props);
  if (success) return data;
  const fields = new Set(
    error.issues.map(({ path }) => shortened(path.map(String).join(".") || "the whole")),
  );
  const name = typeof props === "object" && props !== null && "name" in props ? props.name : undefined;
  const named = typeof name === "string" ? ` "${nameText(name)}"` : "";
  throw new SecurityGroupsError(
    `state has ${[...fields].join(", ")} of ${kind}${named} in a form that this version of the package cannot read. Take the ` +
      "resource from state with pulumi state delete, " +
      `${then}.`,
  );
}

/**
 * What can be read of some inputs: fields in another form are left out.
 * @param schema of an object that needs none of its fields
 */
export function readLeniently<T>(schema: z.ZodType<T>, props: Props): T {
  const { data, error, success } = schema.safeParse(props);
  if (success) return data;
  const unreadable = new Set(error.issues.map(({ path: [field] }) => field));
  const readable = Object.entries(props).filter(([field]) => !unreadable.has(field));
  return schema.parse(Object.fromEntries(readable));
}
