import type { OperationResult } from "../../runner/stack";
import type { Place, World } from "./world";

/** An operation of the engine, from one place to another. */
export interface Scenario {
  readonly name: string;
  readonly from: Place;
  readonly to: Place;
  /** What happens before, outside the program. */
  readonly before?: (world: World) => Promise<void>;
  readonly run: (world: World) => Promise<OperationResult>;
  /** What is left to do when that has worked. */
  readonly after?: (world: World) => Promise<OperationResult>;
}

/** Changes that somebody else makes in both clouds. */
async function drift({ clouds: { waldur, e24cloud } }: World): Promise<void> {
  const { edits, tenantUuid } = waldur;
  const idOf = (name: string) => edits.groups(tenantUuid).find((group) => group.name === name)?.id ?? name;
  edits.removeRules(idOf("web"), { port_range_min: 443 });
  edits.addRule(idOf("database"), { protocol: "tcp", port_range_min: 3389, port_range_max: 3389 });
  await edits.backgroundPull(tenantUuid);
  const edge = e24cloud.secondWriter.groups().find(({ name }) => name === "edge");
  if (edge === undefined) throw new Error("there is no group edge");
  const https = edge.rules.find(({ min_port: port }) => port === 443);
  e24cloud.secondWriter.change(edge.id, "group-delete-rule", { rule_id: https?.id });
  const rdp = { direction: "IN", protocol: "TCP", min_port: 3389, max_port: 3389 };
  e24cloud.secondWriter.change(edge.id, "group-add-rule", rdp);
  e24cloud.secondWriter.change(edge.id, "group-detach-vm", { id: edge.virtualMachines[0] });
}

/** In an order in which each begins where another ends. */
export const scenarios: readonly Scenario[] = [
  {
    name: "create",
    from: "nothing",
    to: "a",
    before: (world) => world.makeByHand(),
    run: (world) => world.up("a"),
  },
  { name: "edit", from: "a", to: "b", run: (world) => world.up("b") },
  { name: "edit back", from: "b", to: "a", run: (world) => world.up("a") },
  {
    name: "refresh with drift",
    from: "a",
    to: "a",
    before: drift,
    run: (world) => world.refresh(),
    after: (world) => world.up(),
  },
  { name: "destroy", from: "a", to: "nothing", run: (world) => world.destroy() },
];
