import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Manifest, packageSchema } from "../schema/package-schema";
import type { TypeSpec } from "../schema/types";

export const root = resolve(__dirname, "../..");
export const read = (path: string) => readFileSync(join(root, path), "utf8");

/** The schema of the native plugin, which the reference is made from. */
export const schema = packageSchema(JSON.parse(read("package.json")) as Manifest);
export type Schema = typeof schema;

const TYPES = "#/types/";

/** The module and the name of something in the schema: of `security-groups:waldur:Rule`, `waldur` and `Rule`. */
export function nameOf(token: string): { readonly module: string; readonly name: string } {
  const [, module = "", name = ""] = token.replace(TYPES, "").split(":");
  return { module, name };
}

/** The object that a type refers to, if it is one of this package. */
export function objectOf({ $ref }: TypeSpec) {
  return $ref?.startsWith(TYPES) === true ? schema.types[$ref.slice(TYPES.length)] : undefined;
}
