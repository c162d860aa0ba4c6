import * as pulumi from "@pulumi/pulumi";

/** Part of the SDK, though not of its types. */
interface KnowsSecrets {
  isConfigSecret(key: string): boolean;
}

const knowsSecrets = (runtime: object): runtime is KnowsSecrets => "isConfigSecret" in runtime;

/** The keys that a run has warned of. */
const warned = new WeakMap<object, Set<string>>();

/** Warns, once a run, of a secret setting that stands in the stack's configuration in clear. */
export function warnOfSettingInClear(key: string): void {
  const run = pulumi.runtime.getStackResource();
  const [namespace, name = ""] = key.split(":");
  if (run === undefined || new pulumi.Config(namespace).get(name) === undefined) return;
  const runtime: object = pulumi.runtime;
  if (!knowsSecrets(runtime) || runtime.isConfigSecret(key)) return;
  const known = warned.get(run) ?? new Set();
  warned.set(run, known);
  if (known.has(key)) return;
  known.add(key);
  void pulumi.log.warn(
    `${key} is in the stack's configuration in clear, and so in its state: run pulumi config set --secret ${key}`,
  );
}
