import { unreadableText } from "../../provider/e24cloud/api/group-reader";
import type { Group as ApiGroup } from "../../provider/e24cloud/api/group";
import { virtualMachineIds } from "../../provider/e24cloud/firewall-group/servers";
import { rulesOf as e24cloudRules } from "../../provider/e24cloud/firewall-group/state";
import { nameText } from "../../provider/text/printable";
import { errorReason, isErred, isOk, type WireGroup } from "../../provider/waldur/api/schema";
import { rulesOf } from "../../provider/waldur/security-group/state";
import { at, type E24cloudAccount, e24cloudAccount, waldurAccount } from "../source/accounts";
import type { CommandSettings } from "../source/settings";
import type { Cloud, E24cloudGroup, Group, WaldurGroup } from "./group";

/** The groups that an account has now, sorted by name. */
export async function liveGroups(cloud: Cloud, config: CommandSettings): Promise<Group[]> {
  const groups = await at(cloud, config, "list the groups", async () =>
    cloud === "waldur" ? waldurGroups(config) : e24cloudGroups(e24cloudAccount(config)),
  );
  return groups.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

async function waldurGroups(config: CommandSettings): Promise<Group[]> {
  const { client, tenant } = await waldurAccount(config);
  return (await client.listGroups({ tenant_uuid: tenant })).map(waldurGroup);
}

/** A group as Waldur returns it. */
export function waldurGroup(group: WireGroup): WaldurGroup {
  const trouble = troubleOf(group);
  return {
    cloud: "waldur",
    id: group.uuid,
    title: nameText(group.name),
    name: group.name,
    description: group.description,
    trouble,
    rules: rulesOf(group),
    unmanagedRules: {},
    doubt: trouble,
    tenant: group.tenant_uuid,
    instances: group.instance_count ?? undefined,
    canPull: isErred(group) && group.backend_id !== "",
  };
}

function troubleOf(group: WireGroup): string {
  if (isErred(group)) return errorReason(group);
  return isOk(group) ? "" : `Waldur has not finished it (${group.state})`;
}

async function e24cloudGroups({ client, reader }: E24cloudAccount): Promise<Group[]> {
  const whole = (await reader.list(client)).map((group) => reader.whole(client, group));
  return (await Promise.all(whole)).map(e24cloudGroup);
}

function e24cloudGroup(group: ApiGroup): E24cloudGroup {
  const { id, name, users, virtualMachines, resources, unreadable } = group;
  const machines = virtualMachineIds(group);
  const attached = [...virtualMachines, ...resources];
  const trouble = unreadable.length === 0 ? "" : unreadableText(group);
  return {
    cloud: "e24cloud",
    id,
    title: nameText(name),
    name,
    description: "",
    trouble,
    rules: e24cloudRules(group),
    unmanagedRules: {},
    doubt: trouble,
    isLive: true,
    active: undefined,
    members: {
      users,
      // Some servers show virtual machines among the resources, and some in both places.
      virtualMachines: machines.map(
        (machine) => attached.find((one) => one.id === machine) ?? { id: machine },
      ),
      resources: resources.filter((one) => !machines.includes(one.id)),
    },
  };
}
