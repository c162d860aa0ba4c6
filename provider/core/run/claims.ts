import { perRun } from "./run";

/** Who wants what in this run: a name in a tenant, a group to adopt, the rules of a group. */
export class Claims {
  private readonly owners = new Map<string, string>();

  /**
   * Notes that a resource wants something for itself; the same resource may say so again.
   *
   * @param what names the thing among all others, such as `name web in tenant 3f34…`
   * @returns the other resource that wants it already, if there is one
   */
  claim(what: string, owner: string): string | undefined {
    const other = this.owners.get(what);
    if (other !== undefined && other !== owner) return other;
    this.owners.set(what, owner);
    return undefined;
  }
}

export const claims = perRun(() => new Claims());
