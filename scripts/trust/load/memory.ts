import type { Properties } from "../../host/properties";
import type { Figures } from "../chapter";
import { type Subject, subjects } from "../fuzz/subjects";
import type { World } from "../fuzz/world";

/** Megabytes that the plugin may have in use, and a process of Node.js ends where that is not enough. It needs some 30. */
const HEAP = 48;
/** What limits a process to that. */
export const limited = { NODE_OPTIONS: `--max-old-space-size=${HEAP}` };

/** Enough on a machine that has much else to do. */
const timeouts = { create: "5m", update: "5m", delete: "5m" };

/** The least changes, however little time there is. */
const LEAST = 50;

/**
 * Changes the rules of a group, again and again, in one process of the plugin: each time in a run of its own.
 * @param name of the group, which no other part has
 * @throws where the process grows until it ends
 */
export async function changesFor(
  world: World,
  { subject, name, minutes }: { subject: Subject; name: string; minutes: number },
): Promise<Figures> {
  const host = await world.host("native", subject);
  const given = (port: number): Properties => ({
    ...subject.inputs(world.known, name),
    rules: rulesOf(subject, port),
    timeouts,
  });
  const checked = async (olds: Properties, port: number) => (await host.check(olds, given(port))).inputs;
  let inputs = await checked({}, 1);
  const made = await host.create(inputs);
  let state = made.outputs;
  let [changes, most] = [0, 0];
  const until = performance.now() + minutes * 60_000;
  try {
    for (; performance.now() < until || changes < LEAST; changes += 1) {
      await host.beginRun();
      inputs = await checked(inputs, 2 + (changes % 60_000));
      await host.diff(made.id, state, inputs);
      state = await host.update(made.id, state, inputs);
      if (changes % LEAST === LEAST - 1) most = Math.max(most, host.megabytes());
    }
  } catch (error) {
    const printed = host.printed.taken().slice(-2000);
    throw new Error(`after ${changes} changes: ${String(error)}\n${printed}`, { cause: error });
  }
  await host.beginRun();
  await host.delete(made.id, state);
  return { changes, "MB at most": { most } };
}

const rulesOf = ({ handler }: Subject, port: number): Properties[] =>
  handler === "e24cloudFirewallGroup"
    ? [{ direction: "IN", protocol: "TCP", ports: port, srcAddress: "10.0.0.0/8" }]
    : [{ protocol: "tcp", ports: port, cidr: "10.0.0.0/8" }];

export const groups = subjects.filter(({ handler }) => handler !== "waldurSecurityGroupRules");
