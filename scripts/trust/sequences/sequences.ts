import fc from "fast-check";
import { profileNames } from "../../../sandbox/e24cloud/profiles/profiles";
import type { Case, Chapter } from "../chapter";
import { e24cloudPlayer } from "./e24cloud";
import { play, type Tally } from "./play";
import type { Player } from "./player";
import { type Step, sequence } from "./step";
import { waldurPlayer } from "./waldur";

/** Batches of each kind of server, and sequences in a batch. */
const BATCHES = 40;
export const SEQUENCES = 50;

const servers: readonly (readonly [
  name: string,
  open: () => Promise<Player>,
  steps: fc.Arbitrary<Step[]>,
])[] = [
  ["waldur", waldurPlayer, sequence({ openstack: true })],
  ...profileNames.map(
    (profile) =>
      [`e24cloud (${profile})`, () => e24cloudPlayer(profile), sequence({ openstack: false })] as const,
  ),
];

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
  await heard(said, () => fc.assert(property, { seed, numRuns: size, interruptAfterTimeLimit: 300_000 }));
  return { sequences: size, operations: tally.operations, "failed on the way": tally.failures };
}

/** Handlers print what the engine would show. */
async function heard(said: string[], run: () => Promise<void>): Promise<void> {
  const { log } = console;
  console.log = (line: string) => void said.push(line);
  try {
    await run();
  } finally {
    console.log = log;
  }
}

export const sequences: Chapter = {
  title: "random lives of a group: edits, faults, crashes and other writers, in process",
  async *cases() {
    yield* batches(BATCHES, SEQUENCES);
  },
};
