import { quickStart } from "../../../scripts/host/quick-start";
import { World } from "../../../scripts/trust/fuzz/world";
import { memoryCases, stackCases } from "../../../scripts/trust/load/load";
import { limited } from "../../../scripts/trust/load/memory";

/** A sample of `npm run trust -- load`: fewer groups, rules and changes. */
const [groups, , rules] = [...stackCases({ groups: 12, rules: 60, env: quickStart })];

test.each([groups, rules].flatMap((one) => (one === undefined ? [] : [[one.name, one] as const])))(
  "%s: its life, within the connections that are allowed",
  async (_, one) => {
    const { connections = 0 } = await one.run();
    const most = typeof connections === "number" ? connections : connections.most;
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(8);
  },
);

test("change after change in one process of the plugin, within the memory that it is given", async () => {
  const world = await World.open(limited);
  try {
    for (const one of memoryCases(world, 0, "sample")) expect(await one.run()).toMatchObject({ changes: 50 });
  } finally {
    await world.close();
  }
});
