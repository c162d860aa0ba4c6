import type { Properties } from "../../host/properties";
import type { Figures } from "../chapter";
import { type Subject, subjects } from "../fuzz/subjects";
import type { World } from "../fuzz/world";

/** Of the changes, before memory counts: caches fill, and code is compiled. */
const WARM_UP = 100;
/** Memory may grow by so much after that, whatever has been changed: the collector takes its time. */
const GROWTH = 1.5;

/**
 * Changes the rules of a group, again and again, in one process of the plugin: each time in a run of its own.
 * @throws where the process grows
 */
export async function changesFor(world: World, minutes: number, subject: Subject): Promise<Figures> {
  const host = await world.host("native", subject);
  const given = (port: number): Properties => ({
    ...subject.inputs(world.known, "web"),
    rules: rulesOf(subject, port),
  });
  const checked = async (olds: Properties, port: number) => (await host.check(olds, given(port))).inputs;
  let inputs = await checked({}, 1);
  const made = await host.create(inputs);
  let state = made.outputs;
  let [changes, after, most] = [0, 0, 0];
  const until = performance.now() + minutes * 60_000;
  try {
    for (; performance.now() < until || changes < 2 * WARM_UP; changes += 1) {
      await host.beginRun();
      inputs = await checked(inputs, 2 + (changes % 60_000));
      await host.diff(made.id, state, inputs);
      state = await host.update(made.id, state, inputs);
      if (changes % WARM_UP !== WARM_UP - 1) continue;
      const now = host.megabytes();
      if (after === 0) after = now;
      most = Math.max(most, now);
      if (now > after * GROWTH) throw new Error(`from ${after} to ${now} MB in ${changes} changes`);
    }
    return { changes, "MB at first": { most: after }, "MB at most": { most } };
  } finally {
    await host.beginRun();
    await host.delete(made.id, state);
  }
}

const rulesOf = ({ handler }: Subject, port: number): Properties[] =>
  handler === "e24cloudFirewallGroup"
    ? [{ direction: "IN", protocol: "TCP", ports: port, srcAddress: "10.0.0.0/8" }]
    : [{ protocol: "tcp", ports: port, cidr: "10.0.0.0/8" }];

export const groups = subjects.filter(({ handler }) => handler !== "waldurSecurityGroupRules");
