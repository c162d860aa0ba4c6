import type * as automation from "@pulumi/pulumi/automation";
import type { Config } from "./protocol";

/** Sets config values of a stack, by one run of the command line. */
export async function configure(stack: automation.Stack, config: Config): Promise<null> {
  const values = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === "string" ? { value } : { value: value.secret, secret: true },
  ]);
  const isPath = Object.keys(config).some((key) => key.includes("."));
  if (values.length > 0) await stack.setAllConfig(Object.fromEntries(values) as automation.ConfigMap, isPath);
  return null;
}
