import * as pulumi from "@pulumi/pulumi";
import type { ConfigReader } from "../core/settings";
import type { Provider } from "../provider";
import { type WaldurSession, waldurSession } from "./session";
import { readWaldurSettings } from "./settings";

export interface LookupOptions {
  /** The account to look in. @default that of the stack's configuration */
  provider?: Provider;
}

/** The session of the stack's configuration. */
export const stackSession = (): WaldurSession => waldurSession(readWaldurSettings(stackConfig));

/** Looks something up once the arguments, and the settings of the provider if one is given, are known. */
export function lookedUp<Args, Found>(
  args: pulumi.Output<Args>,
  options: LookupOptions,
  find: (session: WaldurSession, args: Args) => Promise<Found>,
): pulumi.Output<Found> {
  return settingsOf(options).apply((settings) => {
    const config = settings === undefined ? stackConfig : { get: (key: string) => settings[key] };
    const session = waldurSession(readWaldurSettings(config));
    return args.apply((known) => find(session, known));
  });
}

/** The settings of the provider, if one is given. What is found is no secret, though they hold one. */
function settingsOf({ provider }: LookupOptions): pulumi.Output<Record<string, string> | undefined> {
  return provider === undefined ? pulumi.output(undefined) : pulumi.unsecret(provider.settings);
}

const stackConfig: ConfigReader = {
  get: (key) => {
    const [namespace, name = ""] = key.split(":");
    return new pulumi.Config(namespace).get(name);
  },
};
