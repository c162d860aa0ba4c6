import fc from "fast-check";
import type { Case, Chapter } from "../chapter";
import { play, type Tally } from "./play";
import type { Player } from "./player";
import { players } from "./players";
import { type Step, sequence } from "./step";
import { tryProperty } from "./try-property";

/** Batches of each kind of server, and sequences in a batch. */
const BATCHES = 40;
export const SEQUENCES = 50;

const servers = players.map(
  ([name, open]) => [name, open, sequence({ openstack: name === "waldur" })] as const,
);

/** All batches: those of all servers, then the next of all. @param size sequences in each */
export function batches(count: number, size: number): Case[] {
  return Array.from({ length: count }, (_, batch) =>
    servers.map(([server, open, steps]): Case => {
      const seed = batch + 1;
      return {
        name: `${server}, seed ${seed}`,
        row: server,
        run: () => tryBatch(open, steps, { seed, size }),
      };
    }),
  ).flat();
}

async function tryBatch(
  open: () => Promise<Player>,
  steps: fc.Arbitrary<Step[]>,
  { seed, size }: { seed: number; size: number },
) {
  const tally: Tally = { operations: 0, failures: 0 };
  const said: string[] = [];
  const property = fc.asyncProperty(steps, async (sequence) => {
    const player = await open();
    said.length = 0;
    try {
      await play(player, sequence, { tally, said });
    } finally {
      await player.close();
    }
  });
  await tryProperty(property, { seed, size, said });
  return { sequences: size, operations: tally.operations, "failed on the way": tally.failures };
}

export const sequences: Chapter = {
  title: "random lives of a group: edits, faults, crashes and other writers, in process",
  async *cases() {
    yield* batches(BATCHES, SEQUENCES);
  },
};
