import { perRun, type Run } from "./run";

/** A resource, told apart from all others of the program. */
export interface Claimant {
  /** Its URN, where that is known, else its name. */
  readonly urn: string;
  /** What messages call it, such as `SecurityGroup "web"`. */
  readonly title: string;
}

/** Who wants what in a run: a name in a tenant, a group to adopt, the rules of a group. */
export class Claims {
  private readonly owners = new Map<string, Claimant>();

  /**
   * Notes that a resource wants something for itself; the same resource may say so again.
   *
   * @param what names the thing among all others, such as `name web in tenant 3f34…`
   * @returns the other resource that wants it already, if there is one
   */
  claim(what: string, claimant: Claimant): Claimant | undefined {
    const other = this.owners.get(what);
    if (other !== undefined && other.urn !== claimant.urn) return other;
    this.owners.set(what, claimant);
    return undefined;
  }
}

export const claims = perRun(() => new Claims());

/** Something that only one resource can have. */
export interface Wanted {
  /** Names the thing among all others. */
  readonly what: string;
  /** What two that want it do, such as `adopt the group 3f34…`. */
  readonly both: string;
  /** What to do then. */
  readonly remedy: string;
}

/** Sentences about what another resource of the run wants already, without the full stop. */
export function claimProblems(run: Run, claimant: Claimant, wanted: readonly Wanted[]): string[] {
  return wanted.flatMap(({ what, both, remedy }) => {
    const other = claims(run).claim(what, claimant);
    return other === undefined ? [] : [`${other.title} and ${claimant.title} both ${both}: ${remedy}`];
  });
}
