import * as pulumi from "@pulumi/pulumi";
import { Run } from "../run/run";
import type { ConfigReader } from "./settings";

/** An explicit provider, as far as lookups need it: a `Provider`. */
export interface ProviderSettings {
  /** Settings by their configuration keys. */
  readonly settings: pulumi.Output<Record<string, string>>;
}

export interface LookupOptions {
  /** The account to look in: a `Provider`. @default that of the stack's configuration */
  provider?: ProviderSettings;
}

/** Settings by their configuration keys; undefined where those of the stack count. */
export type LookupSettings = Record<string, string> | undefined;

/** The settings of the provider, if one is given. What is found with them is no secret, though they hold one. */
export function lookupSettings({ provider }: LookupOptions): pulumi.Output<LookupSettings> {
  return provider === undefined ? pulumi.output(undefined) : pulumi.unsecret(provider.settings);
}

/** The same for promises. In a preview a provider's settings may not be known: then the promise does not end. */
export async function knownLookupSettings(options: LookupOptions): Promise<LookupSettings> {
  return new Promise((resolve) => lookupSettings(options).apply(resolve));
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
