import type { Stored } from "../../../kit/handlers";
import type { Owner } from "../../../run/ownership";
import type { E24cloudWork } from "../../api/cloud";
import type { FirewallGroupInputs } from "../inputs";
import { programFirewalls } from "../program-firewalls";
import { leavingServers } from "../unfiltered-servers";
import { currentGroup } from "../wait/wait";
import { groupToAdopt } from "./adopt";
import { configureGroup } from "./configure";
import { guardServers } from "./guard-servers";
import { newGroup } from "./new-group";
import { adoptGroup, claimGroup } from "../ownership";

/** Makes or adopts a group, then gives it its rules, its members and the state of its switch. */
export async function createGroup(
  work: E24cloudWork,
  inputs: FirewallGroupInputs,
  owner: Owner,
): Promise<Stored> {
  const adopted = await groupToAdopt(work, inputs);
  if (adopted === undefined) {
    const id = await newGroup(work, inputs.name);
    programFirewalls(work.run).has(id, { name: inputs.name, active: inputs.active ?? false });
    claimGroup(work.run, id, owner);
    return { id, outs: await configureGroup({ ...work, id }, { wanted: inputs, before: {} }) };
  }
  const { id } = adopted;
  adoptGroup(work.run, id, owner);
  programFirewalls(work.run).has(id, inputs);
  const group = await currentGroup({ ...work, id });
  // Whether its firewall is on is not known before.
  const { guard } = inputs;
  await guardServers(work, group, leavingServers(group, inputs, {}), { guard });
  return { id, outs: await configureGroup({ ...work, id }, { wanted: inputs, before: {}, group }) };
}
