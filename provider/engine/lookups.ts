import * as pulumi from "@pulumi/pulumi";
import { SecurityGroupsError } from "../errors";
import { Run } from "../run/run";
import { causeText, type Reason } from "../text/failure-text";
import { messageText, storable } from "../text/printable";
import type { ConfigReader } from "../kit/settings/config";

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
