import { isOutOfOrder } from "../../provider/waldur/api/schema";
import type { ResourceInState } from "../source/state";
import type { Group } from "./group";
import { e24cloudRules, waldurRules } from "../../provider/stored-rules";

/** The groups of a stack, and why some are left out. */
export interface GroupsInState {
  readonly groups: readonly Group[];
  /** Titles of groups whose rules are secret. */
  readonly hidden: readonly string[];
}

/**
 * Groups as state has them, which an attachment is none of. Rules in a separate `SecurityGroupRules` count as the group's; if the
 * group is not in the stack, they count as a group.
 */
export function groupsInState(
  resources: readonly ResourceInState[],
  { showSecrets = false }: { showSecrets?: boolean | undefined } = {},
): GroupsInState {
  const isHidden = ({ secret }: ResourceInState) => secret.has("rules") && !showSecrets;
  const withRules = resources.filter(({ handler }) => handler !== "waldurSecurityGroupAttachment");
  const hidden = withRules.filter(isHidden);
  const shown = withRules.filter((one) => !isHidden(one));
  const isRules = ({ handler }: ResourceInState) => handler === "waldurSecurityGroupRules";
  const rulesById = new Map(shown.filter(isRules).map((one) => [one.id, one]));
  const own = shown.filter((one) => !isRules(one));
  const lone = shown.filter((one) => isRules(one) && !own.some(({ id }) => id === one.id));
  const groupOf = (one: ResourceInState, rules = one) => groupInState(one, rules, showSecrets);
  return {
    groups: [...own.map((one) => groupOf(one, rulesById.get(one.id))), ...lone.map((one) => groupOf(one))],
    hidden: hidden.map(({ title }) => title),
  };
}

/** @param rulesIn the resource that has its rules */
function groupInState(
  { handler, id, title, outputs }: ResourceInState,
  rulesIn: ResourceInState,
  showSecrets: boolean,
): Group {
  const troubles = [outputs, rulesIn.outputs].map(troubleOf);
  const common = {
    id,
    title,
    name: text(outputs["name"]) || title,
    description: text(outputs["description"]),
    trouble: troubles[0] ?? "",
    doubt: troubles.find((trouble) => trouble !== "") ?? unfinishedText(outputs, rulesIn.outputs),
  };
  const isSealed = rulesIn.secret.has("unmanagedRules") && !showSecrets;
  const { rules, unmanagedRules: others } = rulesIn.outputs;
  const unmanaged = isSealed ? undefined : others;
  if (handler === "e24cloudFirewallGroup") {
    const members = (kind: string) => ids(outputs[kind]).map((member) => ({ id: member }));
    const { active } = outputs;
    return {
      ...common,
      cloud: "e24cloud",
      rules: e24cloudRules(rules),
      unmanagedRules: e24cloudRules(unmanaged),
      active: typeof active === "boolean" ? active : undefined,
      members: {
        virtualMachines: members("virtualMachines"),
        users: members("users"),
        resources: members("resources"),
      },
    };
  }
  return {
    ...common,
    cloud: "waldur",
    rules: waldurRules(rules),
    unmanagedRules: waldurRules(unmanaged),
    tenant: text(outputs["tenant"]),
  };
}

/** The servers that attachments give to groups at Waldur, by the ids of groups; those of secret groups are left out. */
export function serversInState(
  resources: readonly ResourceInState[],
  { showSecrets = false }: { showSecrets?: boolean | undefined } = {},
): ReadonlyMap<string, readonly string[]> {
  const servers = new Map<string, string[]>();
  for (const { handler, title, outputs, secret } of resources) {
    if (handler !== "waldurSecurityGroupAttachment") continue;
    if (secret.has("securityGroups") && !showSecrets) continue;
    const { securityGroups, targetName } = outputs;
    const name = typeof targetName === "string" && targetName !== "" ? targetName : title;
    for (const id of ids(securityGroups)) servers.set(id, [...new Set([...(servers.get(id) ?? []), name])]);
  }
  return servers;
}

function troubleOf({ state, errorMessage }: ResourceInState["outputs"]): string {
  return isOutOfOrder(state) ? text(errorMessage) || `it is ${text(state)}` : "";
}

/** After a failure state may have rules that never were, or no longer are. */
const unfinishedText = (...outputs: readonly ResourceInState["outputs"][]) =>
  outputs.some(({ unfinished }) => unfinished === true) ? "its last update was not finished" : "";

const text = (value: unknown) => (typeof value === "string" ? value : "");
const ids = (value: unknown) => (Array.isArray(value) ? value.filter((one) => typeof one === "string") : []);
