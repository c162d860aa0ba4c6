import { type Claimant, claimProblems } from "../../../core/run/claims";
import type { Run } from "../../../core/run/run";
import { isUnknown } from "../../../core/rules/unknowns";

/** What a resource is about to call its own. */
export interface Wants {
  readonly apiUrl: string;
  readonly tenant?: unknown;
  readonly name?: unknown;
  /** Uuid of a group to adopt. */
  readonly adopt?: unknown;
  /** Uuid of a group whose rules are managed. */
  readonly rulesOf?: unknown;
}

/**
 * Refuses what two resources of a program cannot both have: one name in a tenant, one group, the rules of one group.
 * They would undo each other's work at every `up`.
 *
 * @returns sentences without the full stop, each with its remedy; what is not known yet is not compared
 */
export function ownershipProblems(run: Run, claimant: Claimant, wants: Wants): string[] {
  const { apiUrl, tenant, name, adopt, rulesOf } = wants;
  const known = (value: unknown): value is string => typeof value === "string" && !isUnknown(value);
  const wanted = [
    known(tenant) && known(name)
      ? {
          what: `name ${name} in ${apiUrl} ${tenant}`,
          both: `want the name "${name}" in one tenant`,
          remedy: "give one of them another name",
        }
      : undefined,
    known(adopt)
      ? {
          what: `group ${apiUrl} ${adopt}`,
          both: `adopt the group ${adopt}`,
          remedy: "let one of them adopt it",
        }
      : undefined,
    known(rulesOf)
      ? {
          what: `rules ${apiUrl} ${rulesOf}`,
          both: `own the rules of the group ${rulesOf}`,
          remedy: "leave rules to one of them",
        }
      : undefined,
  ].filter((one) => one !== undefined);
  return claimProblems(run, claimant, wanted);
}
