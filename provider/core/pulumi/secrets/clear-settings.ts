import * as pulumi from "@pulumi/pulumi";

/** Part of the SDK, though not of its types. */
interface KnowsSecrets {
  isConfigSecret(key: string): boolean;
}

const knowsSecrets = (runtime: object): runtime is KnowsSecrets => "isConfigSecret" in runtime;

/** The keys that a run has looked at. */
const lookedAt = new WeakMap<object, Set<string>>();

/** Warns, once a run, of a secret setting that stands in the stack's configuration in clear. */
export function warnOfSettingInClear(key: string): void {
  const run = pulumi.runtime.getStackResource();
  if (run === undefined) return;
  const known = lookedAt.get(run) ?? new Set();
  lookedAt.set(run, known);
  if (known.has(key)) return;
  known.add(key);
  const [namespace, name = ""] = key.split(":");
  if (new pulumi.Config(namespace).get(name) === undefined) return;
  const runtime: object = pulumi.runtime;
  if (!knowsSecrets(runtime) || runtime.isConfigSecret(key)) return;
  void pulumi.log.warn(
    `${key} is in the stack's configuration in clear, and so in its state: run pulumi config set --secret ${key}`,
  );
}
