import * as pulumi from "@pulumi/pulumi";
import { retiredSettingText } from "./kit/settings";
import { lackOf } from "./rules/values";
import { didYouMean } from "./text/nearest";
import { e24cloudSettingNames } from "./e24cloud/api/settings";
import { waldurSettingNames } from "./waldur/api/settings";

/** Settings that both clouds have. */
export interface CommonArgs {
  /** Seconds from sending a call to the end of its answer, after which it counts as lost. @default 30 */
  requestTimeout?: pulumi.Input<number>;
  /**
   * Has no effect.
   * @default none
   * @deprecated A call that fails transiently is tried again for as long as the operation has time.
   */
  maxRetries?: pulumi.Input<number>;
  /** Connections to the API open at a time. @default 8 */
  maxConnections?: pulumi.Input<number>;
  /**
   * What happens to new rules that open SSH, databases or everything to the world, or are redundant: nothing, a line in the
   * preview, or a refusal. A resource's own `lint` counts first. @default "warn"
   */
  lint?: pulumi.Input<"off" | "warn" | "error">;
  /** Minimum seconds between polls. @default 0.5; at e24cloud 2 */
  pollInterval?: pulumi.Input<number>;
}

/** Settings of a Waldur MasterMind. Where one is left out, its environment variable or default counts. */
export interface WaldurArgs extends CommonArgs {
  /**
   * Address of the server, with or without `/api/`: `https://waldur.example.com`.
   * @default the variable `WALDUR_API_URL`
   */
  apiUrl?: pulumi.Input<string>;
  /** API token; kept secret. @default the variable `WALDUR_ACCESS_TOKEN` */
  token?: pulumi.Input<string>;
  /** Tenant of groups that name none: uuid or URL. @default the variable `WALDUR_TENANT` */
  tenant?: pulumi.Input<string>;
  /** Let Waldur read OpenStack before every refresh. @default false */
  pullOnRefresh?: pulumi.Input<boolean>;
  /** Read what OpenStack has after a change that removed rules. @default true */
  confirmRemovals?: pulumi.Input<boolean>;
}

/** Settings of an e24cloud account. Where one is left out, its environment variable or default counts. */
export interface E24cloudArgs extends CommonArgs {
  /** Address of the API, without a path; takes the place of `region`. @default the variable `E24CLOUD_ENDPOINT` */
  endpoint?: pulumi.Input<string>;
  /** The data centre. @default the variable `E24CLOUD_REGION`, else `"poznan-1"` */
  region?: pulumi.Input<"poznan-1" | "poznan-2">;
  /** API key of the account. @default the variable `E24CLOUD_API_KEY` */
  apiKey?: pulumi.Input<string>;
  /** API secret that belongs to the key; kept secret. @default the variable `E24CLOUD_API_SECRET` */
  apiSecret?: pulumi.Input<string>;
}

/** The accounts of a `Provider`. The stack's own configuration does not count there. */
export interface ProviderArgs {
  /** Settings of a Waldur MasterMind. @default environment and defaults alone */
  waldur?: WaldurArgs;
  /** Settings of an e24cloud account. @default environment and defaults alone */
  e24cloud?: E24cloudArgs;
}

const SECRET_SETTINGS = new Set(["waldur:token", "e24cloud:apiSecret"]);

/**
 * An account, or two: settings for groups that are not to use the stack's own configuration.
 *
 * One class serves both clouds, because all dynamic resources belong to one Pulumi package
 * and a component's `providers` holds one provider a package.
 *
 * @example
 * new waldur.SecurityGroup("web", { rules }, { provider: new Provider("staging", { waldur: { apiUrl, token } }) });
 */
export class Provider extends pulumi.ProviderResource {
  /** The settings under their configuration keys, for lookups; secret as a whole. */
  readonly settings: pulumi.Output<Record<string, string>>;
  /** Each setting as secret as it was given. @internal */
  readonly oneByOne: Readonly<Record<string, pulumi.Output<string | undefined>>>;

  constructor(name: string, args: ProviderArgs, opts?: pulumi.ResourceOptions) {
    const settings = configured(`Provider "${name}"`, args);
    super("pulumi-nodejs", name, settings, opts);
    warnOfRetired(args, this);
    this.settings = pulumi.secret(pulumi.output(settings).apply(given));
    this.oneByOne = settings;
  }
}

/** `{ waldur: { token } }` as `{ "waldur:token": … }`: text, as the configuration of a stack is. */
function configured(title: string, args: ProviderArgs): Record<string, pulumi.Output<string | undefined>> {
  const settings: Record<string, pulumi.Output<string | undefined>> = {};
  requireKnown(title, "", args, Object.keys(NAMES));
  for (const [cloud, names] of Object.entries(NAMES)) {
    const values = args[cloud as keyof ProviderArgs];
    requireKnown(title, `${cloud}.`, { ...values }, names);
    for (const [name, value] of Object.entries<SettingInput>({ ...values })) {
      if (value === undefined) continue;
      const key = `${cloud}:${name}`;
      const text = pulumi.output(value).apply((known) => settingText(`${title}: ${cloud}.${name}`, known));
      settings[key] = SECRET_SETTINGS.has(key) ? pulumi.secret(text) : text;
    }
  }
  return settings;
}

/** Says what an explicit provider is given without effect. */
function warnOfRetired({ waldur, e24cloud }: ProviderArgs, provider: pulumi.Resource): void {
  for (const [cloud, values] of Object.entries({ waldur, e24cloud })) {
    for (const name of Object.keys(values ?? {})) {
      const text = retiredSettingText(name, `${cloud}.${name}`);
      if (text !== undefined) void pulumi.log.warn(text, provider);
    }
  }
}

const given = (settings: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

const NAMES: Readonly<Record<keyof ProviderArgs, readonly string[]>> = {
  waldur: waldurSettingNames.all,
  e24cloud: e24cloudSettingNames.all,
};

/** @throws {pulumi.RunError} for an unknown setting: it would have no effect */
function requireKnown(title: string, prefix: string, given: object, names: readonly string[]): void {
  const unknown = Object.keys(given).find(
    (name) => !names.includes(name) && retiredSettingText(name, name) === undefined,
  );
  if (unknown === undefined) return;
  const hint = didYouMean(unknown, names, `there are ${names.join(", ")}`);
  throw new pulumi.RunError(`${title}: ${prefix}${unknown} is not a setting: ${hint}`);
}

/** What is undefined is left out, as elsewhere in Pulumi; what is empty otherwise means nothing. */
function settingText(setting: string, value: string | number | boolean | undefined): string | undefined {
  if (value === undefined) return undefined;
  const lack = lackOf(value);
  if (lack === undefined) return String(value);
  throw new pulumi.RunError(`${setting} ${lack}: set it or leave it out`);
}

type SettingInput = pulumi.Input<string | number | boolean> | undefined;
