import type { Project } from "../../../scripts/runner/project";
import type { Stack } from "../../../scripts/runner/stack";
import { type Clouds, program } from "../harness/clouds";
import { nativeConfig, yamlProgram } from "../harness/yaml";
import type { useEngine } from "../harness/stacks";

/** An argument of a resource: plain, secret, or an output of another resource by `name` or `name.output`. */
export type Argument =
  string | number | boolean | null | Secret | Reference | readonly Argument[] | Arguments;
export interface Arguments {
  readonly [field: string]: Argument;
}
interface Secret {
  readonly secret: string | number;
}
interface Reference {
  readonly from: string;
}

/** A resource of a program in no language. */
export interface Resource {
  readonly type:
    | "waldur:SecurityGroup"
    | "waldur:SecurityGroupRules"
    | "waldur:SecurityGroupAttachment"
    | "e24cloud:FirewallGroup";
  readonly args: Arguments;
  readonly options?: Readonly<Record<string, unknown>>;
}
export type Resources = Readonly<Record<string, Resource>>;

/** A way from a program to the handlers, with what a test has to know of it. */
export interface ProviderMode {
  readonly name: string;
  /** The program's file. It exports the ids of all resources. */
  readonly files: (resources: Resources) => Readonly<Record<string, string>>;
  readonly config: (clouds: Clouds) => Clouds["config"];
  readonly stackMode: "inline" | "cli";
}

const isSecret = (value: object): value is Secret => "secret" in value;
const isReference = (value: object): value is Reference => "from" in value;

/** A value as JavaScript. */
function code(value: Argument): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(code).join()}]`;
  if (isSecret(value)) return `pulumi.secret(${JSON.stringify(value.secret)})`;
  if (isReference(value)) return value.from.includes(".") ? value.from : `${value.from}.id`;
  const fields = Object.entries(value as Arguments).map(
    ([name, one]) => `${JSON.stringify(name)}: ${code(one)}`,
  );
  return `{${fields.join()}}`;
}

/** A value as it is in a program of YAML, of which JSON is a part. */
function plain(value: Argument): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (isSecret(value)) return { "fn::secret": value.secret };
  if (isReference(value)) return `\${${value.from.includes(".") ? value.from : `${value.from}.id`}}`;
  return Object.fromEntries(Object.entries(value as Arguments).map(([name, one]) => [name, plain(one)]));
}

export const dynamicMode: ProviderMode = {
  name: "dynamic, from TypeScript",
  files: (resources) => ({
    "index.ts": program(
      ...Object.entries(resources).map(
        ([name, { type, args, options = {} }]) =>
          `const ${name} = new ${type.replace(":", ".")}("${name}", ${code(args)}, ${JSON.stringify(options)});
           export const ${name}Id = ${name}.id;`,
      ),
    ),
  }),
  config: ({ config }) => config,
  stackMode: "inline",
};

export const nativeMode: ProviderMode = {
  name: "native, from YAML",
  files: (resources) => ({
    "Pulumi.yaml": yamlProgram({
      resources: Object.fromEntries(
        Object.entries(resources).map(([name, { type, args, options }]) => [
          name,
          { type: `security-groups:${type}`, properties: plain(args), ...(options && { options }) },
        ]),
      ),
      outputs: Object.fromEntries(Object.keys(resources).map((name) => [`${name}Id`, `\${${name}.id}`])),
    }),
  }),
  config: ({ config }) => nativeConfig(config),
  stackMode: "cli",
};

export const providerModes = [dynamicMode, nativeMode];

/** A project of the name that programs in YAML have, so that the state of one mode can be used in the other. */
export const SAME_PROJECT = { "Pulumi.yaml": JSON.stringify({ name: "native", runtime: "nodejs" }) };

/** A stack of a program that can be rewritten. @param files of its project, besides the program */
export async function stackInMode(
  mode: ProviderMode,
  engine: ReturnType<typeof useEngine>,
  clouds: Clouds,
  resources: Resources,
  files: Readonly<Record<string, string>> = {},
): Promise<{ stack: Stack; write: (resources: Resources) => void; project: Project }> {
  const project = engine.project({ ...files, ...mode.files(resources) });
  const stack = await engine.openStack({
    project: project.folder,
    config: mode.config(clouds),
    mode: mode.stackMode,
  });
  return { stack, write: (others) => void project.write(mode.files(others)), project };
}
