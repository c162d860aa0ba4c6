import type { Stored } from "../../core/pulumi/handlers";
import type { E24cloudWork } from "../api/cloud";
import { configureGroup } from "./configure";
import type { FirewallGroupInputs } from "./inputs";
import { adoptedGroup, newGroup } from "./new-group";

/** Makes or adopts a group, then gives it its rules, its members and the state of its switch. */
export async function createGroup(work: E24cloudWork, inputs: FirewallGroupInputs): Promise<Stored> {
  const { name, adopt } = inputs;
  const id = await (adopt === undefined ? newGroup(work, name) : adoptedGroup(work, name, adopt));
  return { id, outs: await configureGroup({ ...work, id }, { wanted: inputs, before: {} }) };
}
