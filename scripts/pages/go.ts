import type { TypeSpec } from "../schema/types";
import { type Example, fieldsOf, isObject, reference, type Step, type Value, variable } from "./example";
import { nameOf, schema } from "./schema";

const SDK = "pulumi-security-groups/sdk/go/securitygroups";
const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
const packageOf = (module: string) => (module === "index" ? "securitygroups" : module);

/** The program of an example with the SDK for Go. */
export function go({ steps, outputs }: Example): string {
  const lookups = new Set(steps.filter(({ isLookup }) => isLookup).map(({ name }) => name));
  const modules = [...new Set(steps.map(({ token }) => nameOf(token).module))].sort();
  const used = (name: string) =>
    JSON.stringify([steps.map(({ given }) => given), outputs]).includes(`\${${name}.`);
  const body = [
    ...steps.map((step) => statement(step, used(step.name))),
    ...Object.entries(outputs).map(([key, value]) => exported(key, value, lookups)),
    "return nil",
  ];
  const imports = ["github.com/pulumi/pulumi/sdk/v3/go/pulumi", ...modules.map(importPath)];
  return [
    "package main",
    "",
    "import (",
    ...imports.map((path) => `\t"${path}"`),
    ")",
    "",
    "func main() {",
    "\tpulumi.Run(func(ctx *pulumi.Context) error {",
    ...body.flatMap((text) => text.split("\n").map((line) => (line === "" ? "" : `\t\t${line}`))),
    "\t})",
    "}",
  ].join("\n");
}

const importPath = (module: string) => (module === "index" ? SDK : `${SDK}/${module}`);

function statement({ name, token, isLookup, given, specs, required }: Step, isUsed: boolean): string {
  const { module, name: type } = nameOf(token);
  const from = packageOf(module);
  // A lookup of what is also a resource has another name in Go.
  const isBoth = isLookup && token.replace(":get", ":") in schema.resources;
  const callee = isLookup ? (isBoth ? type.replace(/^get/, "Lookup") : capital(type)) : `New${type}`;
  const fields = Object.entries(given).map(([key, value]): [string, string] => [
    capital(key),
    term(value, { ...(specs[key] ?? {}), ...(isLookup ? { plain: true } : {}) }, !required.includes(key)),
  ]);
  const args = `&${from}.${isLookup ? callee : type}Args${struct(fields)}`;
  const call = isLookup
    ? `${from}.${callee}(ctx, ${args}, nil)`
    : `${from}.${callee}(ctx, ${JSON.stringify(name)}, ${args})`;
  const result = isUsed ? `${variable(name)}, err :=` : "_, err =";
  return `${result} ${call}\nif err != nil {\n\treturn err\n}`;
}

function exported(key: string, value: string, lookups: ReadonlySet<string>): string {
  const { name = "", property = "" } = reference(value) ?? {};
  if (!lookups.has(name)) return `ctx.Export("${key}", ${term(value, {}, false)})`;
  const found = `${variable(name)}.${capital(property)}`;
  return `ctx.Export("${key}", ${property === "id" ? `pulumi.String(${found})` : `pulumi.Any(${found})`})`;
}

/** A value in the source of a program. What takes no outputs is plain Go. */
function term(value: Value, spec: TypeSpec, isOptional: boolean): string {
  const referred = reference(value);
  if (referred !== undefined) {
    const { name, property } = referred;
    return `${variable(name)}.${property === "id" ? "ID()" : capital(property)}`;
  }
  if (Array.isArray(value)) {
    const items = value.map((item: Value) => term(item, spec.items ?? {}, false));
    const elements = spec.plain === true ? items.map((item) => item.replace(/^[\w.]+\{/, "{")) : items;
    return `${listType(spec)}${block(elements)}`;
  }
  if (isObject(value)) return object(value, spec, isOptional);
  const kind = { string: "String", number: "Int", boolean: "Bool" }[typeof value as "string"];
  if (spec.plain !== true) return `pulumi.${kind}(${JSON.stringify(value)})`;
  return isOptional ? `pulumi.${kind}Ref(${JSON.stringify(value)})` : JSON.stringify(value);
}

function object(value: { readonly [key: string]: Value }, spec: TypeSpec, isOptional: boolean): string {
  const fields = fieldsOf(value, spec).map(
    ({ key, field, spec: own, isRequired, isMap }): [string, string] =>
      isMap
        ? [JSON.stringify(key), term(field, own, false).replace(/^[\w.]+\{/, "{")]
        : [capital(key), term(field, own, !isRequired)],
  );
  if (spec.additionalProperties !== undefined)
    return `map[string]${structType(spec.additionalProperties)}${struct(fields)}`;
  const pointer = spec.plain === true && !isOptional ? "" : "&";
  return `${pointer}${structType(spec)}${struct(fields)}`;
}

function structType({ $ref = "" }: TypeSpec): string {
  const { module, name } = nameOf($ref);
  return `${packageOf(module)}.${name}Args`;
}

function listType({ items = {}, plain }: TypeSpec): string {
  if (plain === true && items.$ref !== undefined) return `[]${structType(items)}`;
  // The elements of a list that is plain may still be outputs.
  if (plain === true) return items.plain === true ? "[]string" : "[]pulumi.StringInput";
  return items.$ref === undefined ? "pulumi.StringArray" : structType(items).replace(/Args$/, "Array");
}

const indented = (text: string) => text.replaceAll("\n", "\n\t");

/** Fields as gofmt writes them: values of neighbours that are on one line each are aligned. */
function struct(fields: readonly (readonly [string, string])[]): string {
  if (fields.length === 0) return "{}";
  const widths = fields.map(([key, value], index) => {
    const isShort = (at: number) => fields[at]?.[1].includes("\n") === false;
    let [first, last] = [index, index];
    while (isShort(first - 1) && isShort(index)) first -= 1;
    while (isShort(last + 1) && isShort(index)) last += 1;
    return value.includes("\n")
      ? key.length
      : Math.max(...fields.slice(first, last + 1).map(([k]) => k.length));
  });
  const lines = fields.map(([key, value], index) => {
    const gap = " ".repeat((widths[index] ?? 0) - key.length + 1);
    return `\t${key}:${gap}${indented(value)},\n`;
  });
  return `{\n${lines.join("")}}`;
}

function block(items: readonly string[]): string {
  const line = `{${items.join(", ")}}`;
  if (!line.includes("\n") && line.length < 70) return line;
  return `{\n${items.map((item) => `\t${indented(item)},\n`).join("")}}`;
}
