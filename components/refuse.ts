import * as pulumi from "@pulumi/pulumi";

/** Ends the program with what is wrong with a component's arguments, shown at the component and without a stack. */
export function refuse(component: pulumi.ComponentResource, name: string, problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new pulumi.ResourceError(`${name}: ${problems.join("; ")}`, component, true);
}
