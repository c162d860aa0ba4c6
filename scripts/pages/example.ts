import { parse } from "yaml";
import type { TypeSpec } from "../schema/types";
import { objectOf, read, schema } from "./schema";

export type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };

/** One resource or lookup of an example. */
export interface Step {
  readonly name: string;
  readonly token: string;
  readonly isLookup: boolean;
  readonly given: Readonly<Record<string, Value>>;
  /** The types of what is given. */
  readonly specs: Readonly<Record<string, TypeSpec>>;
  readonly required: readonly string[];
}

export interface Example {
  readonly steps: readonly Step[];
  readonly outputs: Readonly<Record<string, string>>;
}

interface Program {
  resources?: Record<string, { type: string; properties?: Record<string, Value> }>;
  variables?: Record<string, { "fn::invoke": { function: string; arguments: Record<string, Value> } }>;
  outputs: Record<string, string>;
}

/** The text of an example: `waldur.SecurityGroup.yaml`. */
export const exampleText = (file: string) => read(`scripts/pages/examples/${file}`).trimEnd();

/** An example as its program in YAML has it. */
export function readExample(file: string): Example {
  const { resources = {}, variables = {}, outputs } = parse(exampleText(file)) as Program;
  return {
    outputs,
    steps: [
      ...Object.entries(variables).map(([name, { "fn::invoke": invoke }]): Step => {
        const inputs = schema.functions[invoke.function]?.inputs;
        if (inputs === undefined) throw new Error(`${invoke.function} is not a lookup`);
        const { properties: specs, required } = inputs;
        return { name, token: invoke.function, isLookup: true, given: invoke.arguments, specs, required };
      }),
      ...Object.entries(resources).map(([name, { type, properties = {} }]): Step => {
        const resource = schema.resources[type];
        if (resource === undefined) throw new Error(`${type} is not a resource`);
        const { inputProperties: specs, requiredInputs: required } = resource;
        return { name, token: type, isLookup: false, given: properties, specs, required };
      }),
    ],
  };
}

/** What `${web.id}` refers to; undefined for any other value. */
export function reference(value: Value): { readonly name: string; readonly property: string } | undefined {
  const [, name, property] = (typeof value === "string" && /^\$\{(.+)\.(\w+)\}$/.exec(value)) || [];
  return name === undefined || property === undefined ? undefined : { name, property };
}

export const isObject = (value: Value): value is { readonly [key: string]: Value } =>
  typeof value === "object" && !Array.isArray(value);

/** The fields of an object, each with its type; those of a map all have the same. */
export function fieldsOf(value: { readonly [key: string]: Value }, spec: TypeSpec) {
  const object = objectOf(spec);
  return Object.entries(value).map(([key, field]) => ({
    key,
    field,
    isMap: object === undefined,
    spec: object?.properties[key] ?? spec.additionalProperties ?? {},
    isRequired: object?.required.includes(key) ?? true,
  }));
}

/** A name of a resource as a variable: `web-1` is `web1`. */
export const variable = (name: string) =>
  name.replace(/-(\w)/g, (_match, letter: string) => letter.toUpperCase());
