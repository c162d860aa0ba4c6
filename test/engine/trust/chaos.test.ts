import { faults } from "../../../scripts/trust/chaos/faults";
import { isWriteAt, type Level } from "../../../scripts/trust/chaos/calls";
import { type Scenario, scenarios } from "../../../scripts/trust/chaos/scenarios";
import type { Baseline, Injection } from "../../../scripts/trust/chaos/trial";
import { Worlds } from "../../../scripts/trust/chaos/worlds";

const worlds = new Worlds({ operation: 20, call: 5 });
afterAll(() => worlds.close());

/**
 * A sample of `npm run trust -- chaos`: every kind of fault once, several in each operation. Ends of the engine itself
 * are tried by crash.test.ts.
 */
const sample: readonly (readonly [scenario: string, level: Level, faults: readonly string[]])[] = [
  [
    "create",
    "waldur",
    ["refused", "reset before the effect", "reset after the effect", "500", "truncated JSON"],
  ],
  ["create", "e24cloud", ["outage to the end of the run"]],
  [
    "edit",
    "waldur",
    ["500 after the effect", "502 with HTML", "502 with HTML after the effect", "no answer ever"],
  ],
  ["edit", "e24cloud", ["outage to the end, after the effect"]],
  ["edit back", "waldur", ["stale reads for longer than any wait"]],
  [
    "edit back",
    "e24cloud",
    ["429 with Retry-After", "503 with Retry-After", "no answer ever, after the effect"],
  ],
  ["destroy", "openstack", ["OpenStack: 500", "OpenStack: 500 after the effect", "OpenStack: 409"]],
  ["create", "openstack", ["OpenStack: refused from there on", "OpenStack: reset after the effect"]],
];

test("the sample has every kind of fault once", () => {
  const tried = sample.flatMap(([, , names]) => names);
  expect(tried.toSorted()).toEqual(faults.map(({ name }) => name).toSorted());
});

/** Spreads faults over the writes of an operation at a level. */
function spread({ calls }: Baseline, level: Level, names: readonly string[]): Injection[] {
  const writes = calls.filter((at) => at.level === level && (level === "openstack" || isWriteAt(at)));
  return names.flatMap((name, n) => {
    const by = faults.find((fault) => fault.name === name);
    const at = writes[Math.floor((n * writes.length) / names.length)];
    return by && at ? [{ at, by }] : [];
  });
}

test("after each fault, a stack of both clouds reaches its goal by following the messages", async () => {
  const baselines = new Map<Scenario, Baseline>();
  for (const scenario of scenarios) baselines.set(scenario, await worlds.baseline(scenario));
  const rounds = [sample.slice(0, -1), sample.slice(-1)];
  for (const round of rounds) {
    for (const [scenario, baseline] of baselines) {
      const here = round.filter(([name]) => name === scenario.name);
      const all = here.flatMap(([, level, names]) => spread(baseline, level, names));
      if (all.length === 0) continue;
      const { hits } = await worlds.disturbed(scenario, baseline, all);
      expect(hits).toBeGreaterThan(0);
    }
  }
}, 600_000);
