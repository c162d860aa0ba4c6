import type { SecurityGroup, Tenant } from "../../model";
import type { Store } from "../../store";
import { ValidationError } from "../errors";
import { readFields, requireObject, text } from "../list/fields";
import type { Field } from "../list/fields";
import { readRules } from "./rule-input";
import type { RuleContext, RuleDraft } from "./rule-input";

interface Named {
  name: string;
  description: string;
}

const managed = "Default security group is managed by OpenStack itself.";
const unique = "Security group name should be unique.";

const name: Field<string> = (value) => {
  const given = text({ max: 150 })(value);
  if (given === "default") throw new ValidationError([managed]);
  return given;
};
const named = { name, description: text({ max: 2000, blank: true }) };

/** The body of a creation. */
export function readNewGroup(
  body: unknown,
  tenant: Tenant,
  store: Store,
  context: RuleContext,
): Named & { rules: RuleDraft[] } {
  const rules: Field<RuleDraft[]> = (value) => {
    if (value === null) throw new ValidationError(["This field may not be null."]);
    return readRules(value, context);
  };
  const given = readFields<Named & { rules: RuleDraft[] }>(requireObject(body), { ...named, rules }, [
    "name",
    "rules",
  ]);
  const group = { name: "", description: "", rules: [], ...given };
  if (isTaken(store, tenant.uuid, group.name)) throw new ValidationError({ non_field_errors: [unique] });
  return group;
}

/** The body of a change. @param partial whether the name may be left out (PATCH) */
export function readGroupChange(
  body: unknown,
  group: SecurityGroup,
  store: Store,
  { partial }: { partial: boolean },
): Partial<Named> {
  const freeName: Field<string> = (value) => {
    const given = name(value);
    if (given !== group.name && isTaken(store, group.tenant, given)) throw new ValidationError([unique]);
    return given;
  };
  return readFields<Named>(requireObject(body), { ...named, name: freeName }, partial ? [] : ["name"]);
}

/** @throws ValidationError; the default group can be neither changed nor deleted, only its rules set */
export function refuseDefault(group: SecurityGroup): void {
  if (group.name === "default") throw new ValidationError({ name: managed });
}

const isTaken = (store: Store, tenant: string, wanted: string) =>
  store.groups.inTenant(tenant).some((group) => group.name === wanted);
