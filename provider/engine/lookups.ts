import * as pulumi from "@pulumi/pulumi";
import { isFirstInRun } from "./installation";
import type { HandlerName } from "../kit/resource-types";
import { copiedSettings } from "../kit/secrets";
import { nearest } from "../text/nearest";
import { retiredSettingText } from "../kit/settings";
import { SecurityGroupsError } from "../errors";
import { Run } from "../run/run";
import { causeText, type Reason } from "../text/failure-text";
import { messageText, storable } from "../text/printable";
import type { ConfigReader } from "../kit/handlers";

/** Part of the SDK, though not of its types. */
interface KnowsSecrets {
  isConfigSecret(key: string): boolean;
}

const knowsSecrets = (runtime: object): runtime is KnowsSecrets => "isConfigSecret" in runtime;

/** Whether a setting is secret in the stack's configuration. */
function isConfigSecret(key: string): boolean {
  const runtime: object = pulumi.runtime;
  return knowsSecrets(runtime) && runtime.isConfigSecret(key);
}

/** Warns, once a run, of a secret setting in plain text in the stack's configuration. */
export function warnOfSettingInClear(key: string): void {
  if (!isFirstInRun(`${key} in plain text`)) return;
  const [namespace, name = ""] = key.split(":");
  if (new pulumi.Config(namespace).get(name) === undefined) return;
  const runtime: object = pulumi.runtime;
  if (!knowsSecrets(runtime) || runtime.isConfigSecret(key)) return;
  void pulumi.log.warn(
    `${key} is in plain text in the stack's configuration and state: run pulumi config set --secret ${key}`,
  );
}

/** An explicit provider that keeps which of its settings are secret. */
export interface SettingsOneByOne {
  /** Settings by their configuration keys, each as secret as it was given. */
  readonly oneByOne: Readonly<Record<string, pulumi.Output<string | undefined>>>;
}

const hasOneByOne = (provider: object): provider is SettingsOneByOne => "oneByOne" in provider;

/**
 * Inputs that a check fills in from settings which are secret: as secret inputs of a resource, so that the engine keeps
 * them so.
 */
export function secretSettings(
  handler: HandlerName,
  type: string,
  { props, opts }: { readonly props: pulumi.Inputs; readonly opts: pulumi.CustomResourceOptions },
): pulumi.Inputs {
  const provider = opts.provider ?? opts.parent?.getProvider(type);
  const copied = Object.entries(copiedSettings[handler])
    .filter(([input]) => props[input] === undefined)
    .map(
      ([input, key]) => [input, provider === undefined ? ofStack(key) : ofProvider(provider, key)] as const,
    )
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(copied);
}

function ofStack(key: string): pulumi.Output<string> | undefined {
  const [namespace, name = ""] = key.split(":");
  return isConfigSecret(key) ? new pulumi.Config(namespace).getSecret(name) : undefined;
}

function ofProvider(
  provider: pulumi.ProviderResource,
  key: string,
): Promise<pulumi.Output<string | undefined> | undefined> | undefined {
  const setting = hasOneByOne(provider) ? provider.oneByOne[key] : undefined;
  return setting && pulumi.isSecret(setting).then((isSecret) => (isSecret ? setting : undefined));
}

/** Warns, once a run, of unknown settings of a cloud: they would be ignored. */
export function warnOfUnknownSettings(cloud: string, names: readonly string[]): void {
  if (!isFirstInRun(`unknown settings of ${cloud}`)) return;
  for (const text of unknownSettings(cloud, names, Object.keys(pulumi.runtime.allConfig()))) {
    void pulumi.log.warn(text);
  }
}

/** The messages about unknown settings of a cloud. */
export function unknownSettings(cloud: string, names: readonly string[], keys: readonly string[]): string[] {
  return keys
    .filter((key) => key.startsWith(`${cloud}:`))
    .map((key) => key.slice(cloud.length + 1))
    .filter((name) => !names.includes(name))
    .map((name) => {
      const retired = retiredSettingText(name, `${cloud}:${name}`);
      if (retired !== undefined) return retired;
      const meant = nearest(name, names);
      const hint = meant === undefined ? `there are ${names.join(", ")}` : `did you mean ${cloud}:${meant}?`;
      return `${cloud}:${name} is not a setting and is ignored: ${hint}`;
    });
}

/** An explicit provider, as far as lookups need it: a `Provider`. */
export interface ProviderSettings {
  /** Settings by their configuration keys. */
  readonly settings: pulumi.Output<Record<string, string>>;
}

export interface LookupOptions {
  /** The account to look in: a `Provider`. @default that of the parent, else that of the stack's configuration */
  provider?: ProviderSettings;
  /** The resource whose account is looked in, such as the component that the lookup is made for. @default none */
  parent?: pulumi.Resource;
}

/** Any type of the package that all dynamic resources belong to. */
const ANY_TYPE = "pulumi-nodejs:dynamic:Any";

/** The provider that is given, or that the parent hands on to its children. */
function accountOf({ provider, parent }: LookupOptions): ProviderSettings | undefined {
  const inherited = parent?.getProvider(ANY_TYPE);
  return provider ?? (inherited !== undefined && hasSettings(inherited) ? inherited : undefined);
}

const hasSettings = (
  provider: pulumi.ProviderResource,
): provider is pulumi.ProviderResource & ProviderSettings =>
  "settings" in provider && pulumi.Output.isInstance(provider.settings);

/** Settings by their configuration keys; undefined where those of the stack count. */
export type LookupSettings = Record<string, string> | undefined;

/** The settings of the provider, if one is given. What is found with them is not secret, although they contain a secret. */
export function lookupSettings(options: LookupOptions): pulumi.Output<LookupSettings> {
  const provider = accountOf(options);
  return provider === undefined ? pulumi.output(undefined) : pulumi.unsecret(provider.settings);
}

/** Part of the SDK, though not of its types. */
interface Knowable {
  readonly isKnown: Promise<boolean>;
}

const isKnowable = (output: object): output is Knowable => "isKnown" in output;

/**
 * The same for promises.
 * @throws {SecurityGroupsError} where a preview does not know the settings of the provider yet
 */
export async function knownLookupSettings(options: LookupOptions): Promise<LookupSettings> {
  const settings = lookupSettings(options);
  const provider = accountOf(options);
  if (provider !== undefined && isKnowable(provider.settings) && !(await provider.settings.isKnown)) {
    throw new SecurityGroupsError(
      "the settings of the provider are not known before pulumi up: use the lookup whose name ends in Output",
    );
  }
  return new Promise((resolve) => settings.apply(resolve));
}

/**
 * Looks something up. What is found has no texts that the engine could stumble over.
 * @param what is looked up, such as `security group "web"`
 * @throws {SecurityGroupsError} that says what was looked up, why that failed and what to do about it
 */
export async function runLookup<T>(
  what: string,
  causeOf: (error: unknown) => Reason,
  find: () => Promise<T>,
): Promise<T> {
  try {
    return storable(await find());
  } catch (error) {
    throw new SecurityGroupsError(messageText(`look up ${what}: ${causeText(causeOf(error))}`), {
      cause: error,
    });
  }
}

/** All lookups of a process share sessions. */
export const lookupRun = new Run();

export function lookupConfig(settings: LookupSettings): ConfigReader {
  return settings === undefined ? stackConfig : { get: (key) => settings[key] };
}

const stackConfig: ConfigReader = {
  get: (key) => {
    const [namespace, name = ""] = key.split(":");
    return new pulumi.Config(namespace).get(name);
  },
};
