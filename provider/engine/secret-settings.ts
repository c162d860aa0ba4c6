import * as pulumi from "@pulumi/pulumi";
import type { HandlerName } from "../kit/handler-names";
import { isConfigSecret } from "./clear-settings";
import { copiedSettings } from "../kit/secrets/copied-settings";

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
