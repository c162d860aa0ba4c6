import * as pulumi from "@pulumi/pulumi";
import type { Reading } from "./neutral-rules";

/**
 * The rules that a component's arguments mean. What is wrong with them ends the program, without a stack trace.
 * Called before anything is registered, so that no half of a component gets into state.
 */
export function checked<Rules>(name: string, { rules, problems }: Reading<Rules>): Rules {
  if (problems.length > 0) throw new pulumi.RunError(`${name}: ${problems.join("; ")}`);
  return rules;
}
