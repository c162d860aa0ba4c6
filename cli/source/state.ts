import { z } from "zod";
import { type HandlerName, handlerOf, PACKAGE } from "../../provider/kit/resource-types";
import { sealedOutputs, SECRET, SIGNATURE } from "../../provider/kit/secrets";
import { nameInUrn } from "../../provider/kit/program-context";
import { nameText } from "../../provider/text/printable";
import { fieldsOf, type Settings, type Wording, wordingOfDynamic, wordingOfPlugin } from "./settings";
import { pulumiJson, type StackRef } from "./pulumi";

/** A group, or the rules of one, as a stack's state has it. */
export interface ResourceInState {
  readonly handler: HandlerName;
  /** What the program calls it. */
  readonly title: string;
  readonly id: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Names of outputs that hold a secret. */
  readonly secret: ReadonlySet<string>;
  /** Settings of an explicit provider; undefined where those of the stack count. */
  readonly settings: Settings | undefined;
  /** How messages name its settings. */
  readonly wording: Wording;
}

const properties = z.record(z.string(), z.unknown()).default({});
const resource = z.looseObject({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  custom: z.boolean().default(false),
  /** A resource that waits for its deletion. */
  delete: z.boolean().default(false),
  inputs: properties,
  outputs: properties,
  provider: z.string().optional(),
});
const stateFile = z.looseObject({ deployment: z.looseObject({ resources: z.array(resource).default([]) }) });

/**
 * The resources of this package that a stack's state has, sorted by what the program calls them.
 * @throws {SecurityGroupsError} where Pulumi cannot read it
 */
export async function readState(stack: StackRef): Promise<ResourceInState[]> {
  const { deployment } = stateFile.parse(await pulumiJson(stack, "stack", "export", "--show-secrets"));
  const providers = new Map(
    deployment.resources
      .filter(({ type }) => type.startsWith("pulumi:providers:"))
      .map((provider) => [provider.urn, provider]),
  );
  const found = deployment.resources.flatMap((one) => {
    const handler = handlerOf(one.type);
    if (handler === undefined || !one.custom || one.delete || one.id === undefined) return [];
    const provider = providers.get(one.provider?.split("::").slice(0, -1).join("::") ?? "");
    const outputs = opened(one.outputs);
    const sealed = sealedOutputs(outputs);
    const secret = Object.keys(one.outputs).filter((name) => holdsSecret(one.outputs[name]));
    return {
      handler,
      title: nameText(nameInUrn(one.urn)),
      id: one.id,
      outputs: { ...outputs, ...sealed },
      secret: new Set([...secret, ...Object.keys(sealed)]),
      settings: provider === undefined || isDefault(provider.urn) ? undefined : settingsOf(provider.inputs),
      wording:
        provider?.type === `pulumi:providers:${PACKAGE}` ? wordingOfPlugin(provider.urn) : wordingOfDynamic,
    };
  });
  return found.toSorted((a, b) => (a.title < b.title ? -1 : a.title > b.title ? 1 : 0));
}

const isDefault = (urn: string) => /^default(_|$)/.test(nameInUrn(urn));

/** Of the dynamic resources' provider by their keys, of the plugin's as an object for each cloud. */
function settingsOf(inputs: Readonly<Record<string, unknown>>): Settings {
  const settings = new Map<string, string>();
  for (const [key, value] of Object.entries(opened(inputs))) {
    if (key.includes(":")) settings.set(key, typeof value === "string" ? value : JSON.stringify(value));
    else for (const [name, one] of fieldsOf(value)) settings.set(`${key}:${name}`, one);
  }
  return settings;
}

const isSecret = (value: object): value is { plaintext?: unknown } =>
  SIGNATURE in value && value[SIGNATURE] === SECRET;

function holdsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isSecret(value) || Object.values(value).some(holdsSecret);
}

/** The values with their secrets in plain text. */
function opened(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, open(value)]));
}

function open(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(open);
  if (typeof value !== "object" || value === null) return value;
  if (!isSecret(value)) return opened({ ...value });
  return typeof value.plaintext === "string" ? open(JSON.parse(value.plaintext) as unknown) : undefined;
}
