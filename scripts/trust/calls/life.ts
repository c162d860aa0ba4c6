import assert from "node:assert/strict";
import type { E24cloudSandbox } from "../../../sandbox/e24cloud";
import type { ManagedGroup } from "../../../test/provider/e24cloud/managed-group";

const rules = [
  { protocol: "tcp", ports: 443 },
  { protocol: "tcp", ports: 22, srcAddress: "203.0.113.0/24" },
  { direction: "out" },
];
const changedRules = [
  { protocol: "tcp", ports: 443 },
  { protocol: "tcp", ports: "22-23" },
  { protocol: "udp", ports: 53 },
];

/** A group made, changed and deleted; each step is repeated until it works, as people do with `pulumi up`. */
export async function life(sandbox: E24cloudSandbox, group: ManagedGroup): Promise<void> {
  const {
    virtualMachines: [vm = "", other = ""],
    users: [user = ""],
    resources: [resource = ""],
  } = sandbox;
  const first = { rules, virtualMachines: [vm], users: [user], active: true, defaultRules: "remove" };
  await untilDone(() => group.up(first));
  assert.deepEqual(live(sandbox, group), {
    active: true,
    virtualMachines: [vm],
    users: [user],
    resources: [],
    rules: ["IN TCP 22 203.0.113.0/24", "IN TCP 443 any", "OUT any  any"],
  });

  const members = { virtualMachines: [other], resources: [resource] };
  const second = { ...first, ...members, rules: changedRules, active: false };
  await untilDone(() => group.up(second));
  assert.deepEqual(live(sandbox, group), {
    active: false,
    virtualMachines: [other],
    users: [user],
    resources: [resource],
    rules: ["IN TCP 22-23 any", "IN TCP 443 any", "IN UDP 53 any"],
  });
  await untilDone(() => group.refresh());
  assert.equal(await group.up(second), "unchanged");
  assert.equal(sandbox.secondWriter.groups().length, 1);

  await untilDone(() => group.destroy());
  assert.deepEqual(sandbox.secondWriter.groups(), []);
}

/** One fault stands for one failing run; a second failure in a row is one too many. */
async function untilDone(run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch {
    await run();
  }
}

/** What the server has. */
function live(sandbox: E24cloudSandbox, { id }: ManagedGroup) {
  const group = sandbox.secondWriter.groups().find((one) => one.id === id);
  assert.ok(group, "the server has no such group");
  const { active, virtualMachines, users, resources } = group;
  return { active, virtualMachines, users, resources, rules: group.rules.map(words).toSorted() };
}

function words(rule: E24cloudRule): string {
  const { direction, protocol, min_port: min, max_port: max, src_address: from } = rule;
  const range = min === null ? "" : min === max ? `${min}` : `${min}-${max}`;
  return `${direction} ${protocol ?? "any"} ${range} ${from ?? "any"}`;
}

type E24cloudRule = ReturnType<E24cloudSandbox["secondWriter"]["groups"]>[number]["rules"][number];
