import * as pulumi from "@pulumi/pulumi";
import { isFirstInRun } from "./installation";
import type { HandlerName } from "../kit/resource-types";
import { copiedSettings } from "../kit/secrets/secret-inputs";
import { nearest } from "../text/nearest";
import { retiredSettingText } from "../kit/settings/settings";

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

/** Warns, once a run, of a cloud's settings that there are not: they would be ignored. */
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
