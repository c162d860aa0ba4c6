import * as pulumi from "@pulumi/pulumi";
import { isFirstInRun } from "./once-a-run";

/** Part of the SDK, though not of its types. */
interface KnowsSecrets {
  isConfigSecret(key: string): boolean;
}

const knowsSecrets = (runtime: object): runtime is KnowsSecrets => "isConfigSecret" in runtime;

/** Whether a setting is secret in the stack's configuration. */
export function isConfigSecret(key: string): boolean {
  const runtime: object = pulumi.runtime;
  return knowsSecrets(runtime) && runtime.isConfigSecret(key);
}

/** Warns, once a run, of a secret setting in plain text in the stack's configuration. */
export function warnOfSettingInClear(key: string): void {
  if (!isFirstInRun(`${key} in plain text`)) return;
  const [namespace, name = ""] = key.split(":");
  if (new pulumi.Config(namespace).get(name) === undefined) return;
  const runtime: object = pulumi.runtime;
  if (!knowsSecrets(runtime) || runtime.isConfigSecret(key)) return;
  void pulumi.log.warn(
    `${key} is in plain text in the stack's configuration and state: run pulumi config set --secret ${key}`,
  );
}
