import { z } from "zod";
import { type SettingNames, inWordsOf, placeOf } from "../../provider/kit/settings";
import type { ConfigReader } from "../../provider/kit/handlers";
import { Run } from "../../provider/run/run";
import { PACKAGE } from "../../provider/kit/resource-types";
import { objectIn } from "../../provider/text/printable";
import { e24cloudSettingNames } from "../../provider/e24cloud/api/settings";
import { waldurSettingNames } from "../../provider/waldur/api/settings";
import { type Cloud, clouds } from "../groups/group";
import { type SettingsFlags, stackOf } from "./flags";
import { pulumiJson, type StackRef } from "./pulumi";

/** Values of settings by their keys, such as `waldur:token`. They are never printed. */
export type Settings = ReadonlyMap<string, string>;

/** The settings of a command, which is one run: all its requests share sessions. */
export interface CommandSettings extends ConfigReader {
  readonly run: Run;
  readonly wording: Wording;
}

/** Says a message about settings in the words of the place where they are set. */
export type Wording = (text: string) => string;

export const settingNames: Readonly<Record<Cloud, SettingNames>> = {
  waldur: waldurSettingNames,
  e24cloud: e24cloudSettingNames,
};

const settingKeys = new Set(
  clouds.flatMap((cloud) => settingNames[cloud].all.map((name) => `${cloud}:${name}`)),
);

/** Messages have the words of the dynamic resources. */
export const wordingOfDynamic: Wording = (text) => text;

/** @param provider urn of a provider of the native plugin; the stack's configuration is meant without one */
export function wordingOfPlugin(provider = ""): Wording {
  const place = placeOf(provider);
  return (text) => inWordsOf(place, text, settingKeys);
}

const value = z.looseObject({
  value: z.string().optional(),
  objectValue: z.unknown().optional(),
  secret: z.boolean().optional(),
});
const config = z.record(z.string(), value);

/** The configuration of a stack as Pulumi prints it. */
export type StackConfig = z.output<typeof config>;

/** @throws {SecurityGroupsError} where Pulumi cannot read it */
export async function readStackConfig(stack: StackRef): Promise<StackConfig> {
  return config.parse(await pulumiJson(stack, "config", "--show-secrets", "--json"));
}

/** The settings of a stack, whether they are for the dynamic resources or for the native plugin. */
function settingsIn(stack: StackConfig): Settings {
  const settings = new Map<string, string>();
  for (const [key, { value: text = "", objectValue }] of Object.entries(stack)) {
    const [namespace, cloud = ""] = key.split(":");
    if (namespace !== PACKAGE) settings.set(key, text);
    else for (const [name, one] of fieldsOf(objectValue ?? text)) settings.set(`${cloud}:${name}`, one);
  }
  return settings;
}

/** The fields of an object, which may have come as JSON. */
export function fieldsOf(object: unknown): [string, string][] {
  return Object.entries(objectIn(object) ?? {}).flatMap(([name, one]): [string, string][] =>
    one === null || one === undefined ? [] : [[name, typeof one === "string" ? one : JSON.stringify(one)]],
  );
}

/** Settings as the options give them, else as the stack has them; the environment comes after both. */
export async function readSettings(flags: SettingsFlags): Promise<CommandSettings> {
  const stack = stackOf(flags);
  return commandSettings(flags, stack === undefined ? {} : await readStackConfig(stack));
}

/** The same where the stack's configuration has been read. */
export function commandSettings(flags: SettingsFlags, stack: StackConfig): CommandSettings {
  const isOfPlugin = Object.keys(stack).some((key) => key.startsWith(`${PACKAGE}:`));
  return {
    ...readerOf(given(flags), settingsIn(stack)),
    run: new Run(),
    wording: isOfPlugin ? wordingOfPlugin() : wordingOfDynamic,
  };
}

/** What the options say themselves. */
function given({ config: settings, tenant }: SettingsFlags): Settings {
  return new Map([
    ...Object.entries(settings),
    ...(tenant === undefined ? [] : [["waldur:tenant", tenant] as const]),
  ]);
}

/** The first of some settings that has a key counts. */
export function readerOf(...all: readonly Settings[]): ConfigReader {
  return { get: (key) => all.find((settings) => settings.has(key))?.get(key) };
}
