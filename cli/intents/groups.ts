import { filterOf, type Group, namesOf, readableKey } from "../groups/group";
import { readGroups, readResources } from "../groups/read";
import type { Model } from "../../intents/model";
import { modelOfRegistered, type Registered } from "../../intents/registered";
import { dynamicTypes } from "../../provider/kit/resource-types";
import type { Shell } from "../shell";
import { type SourceFlags, stackOf } from "../source/flags";
import type { ResourceInState } from "../source/state";

/** The groups and servers that the options mean: those of a stack as its state has them, else the live ones. */
export async function readModel(flags: SourceFlags, shell: Shell): Promise<Model> {
  const stack = stackOf(flags);
  if (stack === undefined || flags.live === true) return modelOfGroups(await readGroups(flags, shell));
  const resources = await readResources(stack, shell);
  const meant = resources.filter(
    ({ handler }) => flags.cloud === undefined || handler.startsWith(flags.cloud),
  );
  return modelOfRegistered(new Map(meant.map((one) => [one, registeredOf(one, flags)]))).model;
}

/** A resource of state as intents take it. */
export const registeredOf = (
  { handler, title, id, outputs, secret }: ResourceInState,
  { showSecrets }: Pick<SourceFlags, "showSecrets"> = {},
): Registered => ({
  type: dynamicTypes[handler],
  title,
  id,
  props: outputs,
  isSecret: secret.has("rules") && showSecrets !== true,
  references: {},
});

/** Groups with all that is known of them; no others count. */
export function modelOfGroups(groups: readonly Group[]): Model {
  const nameOf = namesOf(groups);
  return {
    groups: groups.map((group) => {
      const filter = filterOf(group);
      const rules = filter.rules.map((rule) => ({ ...rule, key: readableKey(rule.key, nameOf) }));
      return { ...filter, rules, key: group.id, title: group.title, cloud: group.cloud };
    }),
    servers: serversOf(groups),
    isWhole: true,
  };
}

/** Waldur's list of groups has no servers. */
function serversOf(groups: readonly Group[]): Model["servers"] {
  const servers = new Map<string, { key: string; title: string; groups: string[]; mayHaveOthers: boolean }>();
  for (const group of groups) {
    if (group.cloud !== "e24cloud") continue;
    for (const { id, name, label } of group.members.virtualMachines) {
      const known = servers.get(id)?.groups ?? [];
      const title = name ?? label ?? id;
      servers.set(id, { key: id, title, groups: [...known, group.id], mayHaveOthers: false });
    }
  }
  return [...servers.values()];
}
