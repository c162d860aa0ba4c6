import { type Claimant, claimProblems } from "../../../core/run/claims";
import type { Run } from "../../../core/run/run";
import { isUnknown } from "../../../core/rules/unknowns";

/** What a resource is about to call its own. */
export interface Wants {
  /** Names the account among all others. */
  readonly account: string;
  readonly name: unknown;
  /** Id of a group to adopt. */
  readonly adopt: unknown;
}

/**
 * Refuses what two resources of a program cannot both have: one name in an account, one group. They would undo each
 * other's work at every `up`, and nobody could tell their groups apart.
 *
 * @returns sentences without the full stop, each with its remedy; what is not known yet is not compared
 */
export function ownershipProblems(run: Run, claimant: Claimant, { account, name, adopt }: Wants): string[] {
  const known = (value: unknown): value is string => typeof value === "string" && !isUnknown(value);
  const wanted = [
    // Groups of one name are told apart by their ids where these are given.
    known(name) && !known(adopt)
      ? {
          what: `name ${name} in ${account}`,
          both: `want the name "${name}" in one account`,
          remedy: "give one of them another name",
        }
      : undefined,
    known(adopt)
      ? {
          what: `group ${adopt}`,
          both: `adopt the group ${adopt}`,
          remedy: "let one of them adopt it",
        }
      : undefined,
  ];
  return claimProblems(
    run,
    claimant,
    wanted.filter((one) => one !== undefined),
  );
}
