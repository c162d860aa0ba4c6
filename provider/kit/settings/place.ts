import { nameInUrn } from "../program-context";
import { PACKAGE } from "../resource-types";
import { withoutExplicit } from "./settings";

/** Where settings of the native plugin are given: in the stack's configuration, or to a Provider of the program. */
export interface Place {
  /** A setting, such as `waldur.token`, by the name that it has there. */
  nameOf(setting: string): string;
  /** What sets it there. */
  wayTo(setting: string, options: { readonly isSecret: boolean }): string;
  /** What to do about a value that is not an object of settings. @param setting one that it could have */
  remedyFor(setting: string): string;
  /** What of a message for all places holds for this one. */
  fitting(text: string): string;
}

/** The configuration of a stack: a package has settings of its own namespace only. */
export const pluginsStack: Place = {
  nameOf: (setting) => `${PACKAGE}:${setting}`,
  wayTo: (setting, { isSecret }) =>
    `pulumi config set --path ${isSecret ? "--secret " : ""}${PACKAGE}:${setting}`,
  remedyFor: (setting) => `set ${PACKAGE}:${setting} with --path`,
  fitting: (text) => text,
};

const inProvider = (provider: string): Place => ({
  nameOf: (setting) => `${setting} of the Provider "${provider}"`,
  wayTo: (setting) => `${setting.replace(".", ": { ")}: … } of the Provider "${provider}"`,
  remedyFor: (setting) => `write it as an object, such as { ${setting.split(".")[1]}: … }`,
  fitting: withoutExplicit,
});

/** Where the settings of a provider are given. @param urn of the provider, empty where it is not known */
export function placeOf(urn: string): Place {
  const provider = nameInUrn(urn);
  return isDefaultProvider(provider) ? pluginsStack : inProvider(provider);
}

/** The engine makes a provider of its own for resources that name none. */
const isDefaultProvider = (name: string) => name === "" || /^default(_|$)/.test(name);

/**
 * A message about settings of the dynamic resources, in the words of a place of the native plugin.
 * @param known settings by the names that they have for the dynamic resources: `waldur:token`
 */
export function inWordsOf(place: Place, text: string, known: ReadonlySet<string>): string {
  return place
    .fitting(text)
    .replace(
      /pulumi config set( --secret)? (\w+:\w+)/g,
      (command, secret: string | undefined, key: string) =>
        known.has(key) ? place.wayTo(key.replace(":", "."), { isSecret: secret !== undefined }) : command,
    )
    .replace(/\b(\w+):(\w+)\b/g, (key, cloud: string, name: string) =>
      known.has(key) ? place.nameOf(`${cloud}.${name}`) : key,
    );
}
