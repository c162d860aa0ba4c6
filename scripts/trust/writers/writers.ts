import fc from "fast-check";
import type { Case, Chapter } from "../chapter";
import { players } from "../sequences/players";
import { wanted } from "../sequences/step";
import { tryProperty } from "../sequences/try-property";
import { contend } from "./contend";
import { contendOnEngine } from "./on-engine";

const BATCHES = 20;
const CONTENTIONS = 50;
const CONTENTIONS_ON_ENGINE = 40;

const contention = fc.record({
  isThere: fc.boolean(),
  ours: wanted,
  theirs: wanted,
  // The last doings of a hand take the group away, or make a second one.
  meddling: fc.array(fc.tuple(fc.nat(3), fc.nat(9)), { maxLength: 4 }),
});

/** @param size contentions in each batch */
export function contentions(count: number, size: number): Case[] {
  return Array.from({ length: count }, (_, batch) =>
    players.map(([server, open]): Case => {
      const seed = batch + 1;
      const run = async () => {
        let stopped = 0;
        const property = fc.asyncProperty(contention, async (one) => {
          const player = await open();
          try {
            // e24cloud accepts a name twice: two first ups at once can always make two groups there.
            const isThere = one.isThere || server !== "waldur";
            stopped += await contend(player, { ...one, isThere });
          } finally {
            await player.close();
          }
        });
        await tryProperty(property, { seed, size });
        return { contentions: size, "ups at once": 2 * size, "stopped with a message": stopped };
      };
      return { name: `${server}, seed ${seed}`, row: server, run };
    }),
  ).flat();
}

/** Of each, two stacks on the real engine. */
export function contentionsOnEngine(count: number): Case[] {
  return fc.sample(contention, { seed: 1, numRuns: count }).map((one, at) => ({
    name: `on the engine, ${at + 1}`,
    row: "both, on the engine",
    run: async () => ({ contentions: 1, ...(await contendOnEngine(one)) }),
  }));
}

export const writers: Chapter = {
  title: "two stacks and a hand change one group at once, in process and on the engine",
  async *cases() {
    yield* contentions(BATCHES, CONTENTIONS);
    yield* contentionsOnEngine(CONTENTIONS_ON_ENGINE);
  },
};
