import { isOutOfOrder } from "../../provider/waldur/api/group-state";
import type { ResourceInState } from "../source/state";
import type { Group } from "./group";
import { e24cloudRules, waldurRules } from "./stored-rules";

/** The groups of a stack, and why some are left out. */
export interface GroupsInState {
  readonly groups: readonly Group[];
  /** Titles of groups whose rules are secret. */
  readonly hidden: readonly string[];
}

/**
 * Groups as state has them. Rules that stand beside their group, as `SecurityGroupRules`, count as the group's; where the
 * group is no part of the stack, they are a group by themselves.
 */
export function groupsInState(
  resources: readonly ResourceInState[],
  { showSecrets = false }: { showSecrets?: boolean | undefined } = {},
): GroupsInState {
  const isHidden = ({ secret }: ResourceInState) => secret.has("rules") && !showSecrets;
  const hidden = resources.filter(isHidden);
  const shown = resources.filter((one) => !isHidden(one));
  const isRules = ({ handler }: ResourceInState) => handler === "waldurSecurityGroupRules";
  const rulesById = new Map(shown.filter(isRules).map((one) => [one.id, one]));
  const own = shown.filter((one) => !isRules(one));
  const lone = shown.filter((one) => isRules(one) && !own.some(({ id }) => id === one.id));
  return {
    groups: [...own.map((one) => groupOf(one, rulesById.get(one.id))), ...lone.map((one) => groupOf(one))],
    hidden: hidden.map(({ title }) => title),
  };
}

function groupOf({ handler, id, title, outputs }: ResourceInState, beside?: ResourceInState): Group {
  const { state, errorMessage } = outputs;
  const trouble = isOutOfOrder(state) ? text(errorMessage) || `it is ${text(state)}` : "";
  const common = {
    id,
    title,
    name: text(outputs["name"]) || title,
    description: text(outputs["description"]),
  };
  if (handler === "e24cloudFirewallGroup") {
    const rules = e24cloudRules(outputs["rules"]);
    const members = (kind: string) => ids(outputs[kind]).map((member) => ({ id: member }));
    return {
      ...common,
      cloud: "e24cloud",
      trouble,
      rules,
      members: {
        virtualMachines: members("virtualMachines"),
        users: members("users"),
        resources: members("resources"),
      },
    };
  }
  const rules = waldurRules((beside?.outputs ?? outputs)["rules"]);
  return { ...common, cloud: "waldur", trouble, rules, tenant: text(outputs["tenant"]) };
}

const text = (value: unknown) => (typeof value === "string" ? value : "");
const ids = (value: unknown) => (Array.isArray(value) ? value.filter((one) => typeof one === "string") : []);
