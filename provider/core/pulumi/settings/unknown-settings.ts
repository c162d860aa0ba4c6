import * as pulumi from "@pulumi/pulumi";
import { nearest } from "../../text/nearest";

/** The clouds that a run has been looked through for. */
const lookedAt = new WeakMap<object, Set<string>>();

/** Warns, once a run, of a cloud's settings that there are not: they would be ignored. */
export function warnOfUnknownSettings(cloud: string, names: readonly string[]): void {
  const run = pulumi.runtime.getStackResource();
  if (run === undefined) return;
  const known = lookedAt.get(run) ?? new Set();
  lookedAt.set(run, known);
  if (known.has(cloud)) return;
  known.add(cloud);
  for (const text of unknownSettings(cloud, names, Object.keys(pulumi.runtime.allConfig()))) {
    void pulumi.log.warn(text);
  }
}

/** What to say of the keys of a cloud that are no settings. */
export function unknownSettings(cloud: string, names: readonly string[], keys: readonly string[]): string[] {
  return keys
    .filter((key) => key.startsWith(`${cloud}:`))
    .map((key) => key.slice(cloud.length + 1))
    .filter((name) => !names.includes(name))
    .map((name) => {
      const meant = nearest(name, names);
      const hint = meant === undefined ? `there are ${names.join(", ")}` : `did you mean ${cloud}:${meant}?`;
      return `${cloud}:${name} is no setting and is ignored: ${hint}`;
    });
}
