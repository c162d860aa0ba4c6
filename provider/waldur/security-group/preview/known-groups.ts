import { nameInUrn } from "../../../kit/urn";
import { isFields } from "../../../rules/rule-map";
import { isUnknown, nameOfUnknown } from "../../../rules/unknowns";
import { perRun } from "../../../run/run";

/**
 * The ids of groups that resources of this run adopt. The engine does not know them before `up`, while what is adopted is known:
 * rules that name such a group can be put into words.
 */
export class KnownGroups {
  private readonly ids = new Map<string, string>();

  /** To be called by each check. @param id of the group that the resource adopts */
  adopted(urn: string | undefined, id: string | undefined): void {
    if (urn === undefined || id === undefined) return;
    const name = nameInUrn(urn);
    // Two resources of one name, in different components, could be meant.
    this.ids.set(name, this.ids.has(name) && this.ids.get(name) !== id ? "" : id);
  }

  /** Checked rules with the groups that are known, for statements only. */
  in(rules: unknown): unknown {
    if (!isFields(rules)) return rules;
    return Object.fromEntries(Object.entries(rules).map(([key, rule]) => [key, this.inRule(rule)]));
  }

  private inRule(rule: unknown): unknown {
    if (!isFields(rule) || !isUnknown(rule["remoteGroup"])) return rule;
    const id = this.ids.get(nameOfUnknown(rule["remoteGroup"]) ?? "") ?? "";
    return id === "" ? rule : { ...rule, remoteGroup: id };
  }
}

export const knownGroups = perRun(() => new KnownGroups());
