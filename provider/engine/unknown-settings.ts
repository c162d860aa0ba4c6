import * as pulumi from "@pulumi/pulumi";
import { nearest } from "../text/nearest";
import { isFirstInRun } from "./once-a-run";
import { retiredSettingText } from "../kit/settings/retired-settings";

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
