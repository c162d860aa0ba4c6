import { z } from "zod";
import type { ConfigReader } from "../../provider/kit/settings/config-reader";
import { Run } from "../../provider/run/run";
import { PACKAGE } from "../../provider/kit/resource-types";
import { objectIn } from "../../provider/text/json";
import { type SettingsFlags, stackOf } from "./flags";
import { pulumiJson, type StackRef } from "./pulumi";

/** Values of settings by their keys, such as `waldur:token`. Nobody prints them. */
export type Settings = ReadonlyMap<string, string>;

/** The settings of a command, which is one run: all that it asks with them shares sessions. */
export interface CommandSettings extends ConfigReader {
  readonly run: Run;
}

const value = z.looseObject({
  value: z.string().optional(),
  objectValue: z.unknown().optional(),
  secret: z.boolean().optional(),
});
const config = z.record(z.string(), value);

/** The configuration of a stack as Pulumi tells it. */
export type StackConfig = z.output<typeof config>;

/** @throws {SecurityGroupsError} where Pulumi cannot read it */
export async function readStackConfig(stack: StackRef): Promise<StackConfig> {
  return config.parse(await pulumiJson(stack, "config", "--show-secrets", "--json"));
}

/** The settings of a stack, whether they are for the dynamic resources or for the native plugin. */
export function settingsIn(stack: StackConfig): Settings {
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
  const inStack = stack === undefined ? new Map<string, string>() : settingsIn(await readStackConfig(stack));
  return readerOf(given(flags), inStack);
}

/** What the options say themselves. */
export function given({ config: settings, tenant }: SettingsFlags): Settings {
  return new Map([
    ...Object.entries(settings),
    ...(tenant === undefined ? [] : [["waldur:tenant", tenant] as const]),
  ]);
}

/** The first of some settings that has a key counts. */
export function readerOf(...all: readonly Settings[]): CommandSettings {
  return { get: (key) => all.find((settings) => settings.has(key))?.get(key), run: new Run() };
}
