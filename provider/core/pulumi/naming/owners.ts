import * as pulumi from "@pulumi/pulumi";
import { Claims } from "../../run/claims";

/** Who wants what in each run of a program, whichever providers the resources go through. */
const byRun = new WeakMap<object, Claims>();

export interface ProgramClaim {
  readonly resource: pulumi.Resource;
  /** What messages call the resource, such as `SecurityGroup "web"`. */
  readonly title: string;
  /** Names the thing among all others; nothing is compared where it is undefined, or before it is known. */
  readonly what: pulumi.Input<string | undefined>;
  /** What to say where another resource wants it already. */
  readonly complaint: (other: string) => string;
}

/**
 * Notes that a resource of this program wants something that only one can have.
 * @throws {pulumi.RunError} where another one wants it already: the program then ends with that sentence
 */
export function claimInProgram({ resource, title, what, complaint }: ProgramClaim): void {
  pulumi.all([what, resource.urn]).apply(([key, urn]) => {
    const run = pulumi.runtime.getStackResource();
    // Without a stack, as in unit tests with mocks, ids are made up.
    if (run === undefined || key === undefined) return;
    const claims = byRun.get(run) ?? new Claims();
    byRun.set(run, claims);
    const other = claims.claim(key, { urn, title });
    if (other !== undefined) throw new pulumi.RunError(complaint(other.title));
  });
}

/** The configuration that a resource will be made with: that of its explicit provider, else that of the stack. */
export function configurationOf(
  resource: pulumi.Resource,
  type: string,
): pulumi.Output<(key: string) => string | undefined> {
  const provider = resource.getProvider(type);
  const settings = provider !== undefined && "settings" in provider ? provider.settings : undefined;
  if (!pulumi.Output.isInstance<Record<string, string>>(settings)) return pulumi.output(stackConfig);
  return settings.apply((known) => (key: string) => known[key]);
}

function stackConfig(key: string): string | undefined {
  const [namespace, name = ""] = key.split(":");
  return new pulumi.Config(namespace).get(name);
}
