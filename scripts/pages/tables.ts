import { services } from "../../provider/net/services";
import type { ObjectSpec, PropertySpec, TypeSpec } from "../schema/types";
import { nameOf, objectOf, schema } from "./schema";

type Fields = Pick<ObjectSpec, "properties" | "required">;

const cell = (text: string) => text.replace(/\s*\n\s*/g, " ").replaceAll("|", "\\|");

export const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");

/** A type in words: `list of Rule`. */
export function typeText(spec: TypeSpec): string {
  if (spec.oneOf !== undefined) return [...new Set(spec.oneOf.map(typeText))].join(" or ");
  if (spec.items !== undefined) return `list of ${typeText(spec.items)}`;
  if (spec.additionalProperties !== undefined) return `map of ${typeText(spec.additionalProperties)}`;
  if (spec.$ref !== undefined) {
    const { name } = nameOf(spec.$ref);
    return objectOf(spec) === undefined ? "any" : `[${name}](#${name.toLowerCase()})`;
  }
  return spec.type ?? "any";
}

/** What a comment says, and the default at its end. */
function parts({ description = "" }: PropertySpec) {
  const [, text = "", standard] = /^(.*?)(?:(?:^|\n\n)Default: ([^]*)\.)?$/s.exec(description) ?? [];
  return { text, standard };
}

/** A table of arguments: what can be given, and what holds otherwise. */
export function inputsTable({ properties, required }: Fields): string {
  const named = Object.entries(properties).filter(
    ([, { deprecationMessage }]) => deprecationMessage === undefined,
  );
  const rows = named
    .filter(([name]) => !(name in services))
    .map(([name, spec]) => {
      const { text, standard } = parts(spec);
      return [
        `\`${name}\``,
        typeText(spec),
        text,
        required.includes(name) ? "required" : (standard ?? "none"),
      ];
    });
  const hasServices = named.some(([name]) => name in services);
  const more = [
    "a service: `https`, `ssh`, …",
    "boolean",
    "The ports of one of the [services](presets.md#services).",
    "false",
  ];
  return table(["argument", "type", "meaning", "default"], hasServices ? [...rows, more] : rows);
}

/** A table of outputs. Those that are inputs too have the meaning of these. */
export const outputsTable = (
  { properties }: Pick<Fields, "properties">,
  inputs: ObjectSpec["properties"] = {},
) =>
  table(
    ["output", "type", "meaning"],
    Object.entries(properties).map(([name, spec]) => {
      const meaning = parts(spec).text;
      return [`\`${name}\``, typeText(spec), meaning === "" && name in inputs ? "as the argument" : meaning];
    }),
  );

/** The objects that types refer to, directly or through others, in the order of their first use. */
export function objectsIn(specs: readonly TypeSpec[], found = new Set<string>()): string[] {
  for (const spec of specs) {
    const inner = [spec.items, spec.additionalProperties, ...(spec.oneOf ?? [])].filter(
      (one) => one !== undefined,
    );
    objectsIn(inner, found);
    const object = objectOf(spec);
    const token = spec.$ref?.replace("#/types/", "") ?? "";
    if (object === undefined || found.has(token)) continue;
    found.add(token);
    objectsIn(Object.values(object.properties), found);
  }
  return [...found];
}

/** A section for each object, with its fields. Presets among the fields are left to their own page. */
export const objectSections = (tokens: readonly string[], level = "###") =>
  tokens.flatMap((token) => {
    const object = schema.types[token];
    if (object === undefined) return [];
    const { text } = parts({ description: object.description ?? "" });
    return [`${level} ${nameOf(token).name}`, ...(text === "" ? [] : [text]), inputsTable(object)];
  });
