import { casesOf } from "../../scripts/trust/fuzz/fuzz";
import { World } from "../../scripts/trust/fuzz/world";

/** A sample of `npm run trust -- fuzz`: a few of each kind, of each type and in each provider mode. */
const world = World.open();
afterAll(async () => (await world).close());

test("damaged inputs, state, answers and transport get clear messages, and no provider crashes", async () => {
  const figures: unknown[] = [];
  for (const one of casesOf(await world, 7, 2)) figures.push(await one.run());
  expect(figures).toHaveLength(24);
  expect(figures).not.toContainEqual({ calls: 0, refused: 0 });
});
