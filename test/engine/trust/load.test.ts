import { World } from "../../../scripts/trust/fuzz/world";
import { memoryCases, stackCases } from "../../../scripts/trust/load/load";

/** A sample of `npm run trust -- load`: fewer groups, rules and changes. */
const [groups, , rules] = [...stackCases({ groups: 25, rules: 150 })];

test.each([groups, rules].flatMap((one) => (one === undefined ? [] : [[one.name, one] as const])))(
  "%s: its life, within the connections that are allowed",
  async (_, one) => {
    const { connections = 0 } = await one.run();
    const most = typeof connections === "number" ? connections : connections.most;
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(8);
  },
);

test("the plugin does not grow by changes", async () => {
  const world = await World.open();
  try {
    for (const one of memoryCases(world, 0, "sample"))
      expect(await one.run()).toMatchObject({ changes: 200 });
  } finally {
    await world.close();
  }
});
