import type { Question } from "../../analysis/question";
import { Evaluator, type ModelIntent } from "../../intents/evaluate";
import type { Model, ModelGroup } from "../../intents/model";
import { remoteCidr, remoteGroup, type Traffic, traffic } from "../../provider/traffic/traffic";
import { parseCidr } from "../../provider/net/ranges";

const tcp = (port: number, more: object = {}): Traffic =>
  traffic({ direction: "ingress", family: "IPv4", protocol: 6, ports: port, ...more });

function network(text: string) {
  const cidr = parseCidr(text);
  if ("problem" in cidr) throw new Error(cidr.message);
  return remoteCidr(cidr);
}

/** Applications of three groups each, with ten rules a group, which all let everything out. */
function landscape(count: number): Model {
  const groups = Array.from({ length: count }, (_, position): ModelGroup => {
    const before = position % 3 === 0 ? [] : [tcp(8000, { remote: remoteGroup(`group ${position - 1}`) })];
    const front = position % 3 === 0 ? [tcp(443)] : [];
    const watch = [9100, 9101, 9102, 9103, 22].map((port) => tcp(port, { remote: remoteGroup("group 0") }));
    const office = [22, 3000].map((port) => tcp(port, { remote: network("203.0.113.0/24") }));
    const out = (["IPv4", "IPv6"] as const).map((family) => traffic({ direction: "egress", family }));
    const rules = [...before, ...front, ...watch, ...office, ...out].map((box, rule) => ({
      key: `rule ${rule}`,
      traffic: [box],
    }));
    return { key: `group ${position}`, title: `group ${position}`, cloud: "waldur", rules };
  });
  return { groups, servers: [] };
}

/** For each group: that the world does not reach it, directly and over other groups, and that the group before it does. */
function intentsOf({ groups }: Model, question: Question): ModelIntent[] {
  const world = { kind: "world", title: "the world", networks: [] } as const;
  return groups.flatMap(({ key }, position): ModelIntent[] => {
    const to = { kind: "groups", title: key, keys: [key], networks: [] } as const;
    const from = { ...to, keys: [`group ${Math.max(0, position - 1)}`] };
    return [
      ...[false, true].map((indirect) => ({ kind: "never", from: world, to, question, indirect }) as const),
      { kind: "always", from, to, question: { tcp: 8000 }, indirect: false },
    ];
  });
}

/** What intents over a number of groups cost: three a group. */
export function benchIntents(): void {
  for (const count of [30, 100, 300]) {
    const model = landscape(count);
    const closed = intentsOf(model, { tcp: 5432 });
    for (const [name, some] of [
      ["one intent", closed.slice(-2, -1)],
      ["three intents a group, which hold", closed],
      ["three intents a group about any traffic", intentsOf(model, {})],
    ] as const) {
      const start = performance.now();
      const evaluator = new Evaluator(model);
      for (const intent of some) evaluator.verdict(intent);
      const cost = performance.now() - start;
      process.stdout.write(`${String(count).padStart(6)} groups, ${name}: ${cost.toFixed(0)} ms\n`);
    }
  }
}
