import type { TypeSpec } from "../schema/types";
import { type Example, fieldsOf, isObject, reference, type Step, type Value, variable } from "./example";
import { nameOf } from "./schema";

const WIDTH = 88;
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The program of an example with the SDK for Python. */
export function python({ steps, outputs }: Example): string {
  const imports = steps.map(({ token }) => {
    const { module, name } = nameOf(token);
    return module === "index" ? name : module;
  });
  return [
    "import pulumi",
    `from pulumi_security_groups import ${[...new Set(imports)].sort().join(", ")}`,
    "",
    ...steps.map(statement),
    "",
    ...Object.entries(outputs).map(([key, value]) => `pulumi.export("${key}", ${term(value, {}, 0)})`),
  ].join("\n");
}

function statement({ name, token, isLookup, given, specs }: Step): string {
  const { module, name: type } = nameOf(token);
  const callee = isLookup ? `${module}.${snake(type)}` : module === "index" ? type : `${module}.${type}`;
  const args = Object.entries(given).map(([key, value]): [string, Value, TypeSpec] => [
    `${snake(key)}=`,
    value,
    specs[key] ?? {},
  ]);
  const items = (depth: number) => [
    ...(isLookup ? [] : [JSON.stringify(name)]),
    ...args.map(([key, value, spec]) => key + term(value, spec, depth)),
  ];
  return `${snake(variable(name))} = ${callee}${group("(", items, ")", 0)}`;
}

/** A value in the source of a program. */
function term(value: Value, spec: TypeSpec, depth: number): string {
  const referred = reference(value);
  if (referred !== undefined) return `${snake(variable(referred.name))}.${snake(referred.property)}`;
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) {
    const items = (inner: number) => value.map((item: Value) => term(item, spec.items ?? {}, inner));
    return group("[", items, "]", depth);
  }
  if (!isObject(value)) return JSON.stringify(value);
  const items = (inner: number) =>
    fieldsOf(value, spec).map(
      ({ key, field, spec: own, isMap }) => `"${isMap ? key : snake(key)}": ${term(field, own, inner)}`,
    );
  return group("{", items, "}", depth);
}

/** Items in brackets, on one line if they fit there. */
function group(open: string, items: (depth: number) => string[], close: string, depth: number): string {
  const line = open + items(depth).join(", ") + close;
  if (!line.includes("\n") && line.length + depth * 4 < WIDTH - 20) return line;
  const pad = "    ".repeat(depth + 1);
  const lines = items(depth + 1).map((item) => `${pad}${item},\n`);
  return `${open}\n${lines.join("")}${"    ".repeat(depth)}${close}`;
}
