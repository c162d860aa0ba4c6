import fc from "fast-check";
import { profileNames } from "../../../sandbox/e24cloud/profiles/profiles";
import type { Case, Chapter } from "../chapter";
import { heard } from "../sequences/heard";
import { inOwnTemp } from "../sequences/own-temp";
import { e24cloudWorld } from "./e24cloud-world";
import { honest, lying, type Speaker, speakers, type Wrap } from "./lie";
import { life } from "./step";
import type { Vocabulary } from "./rule-spec";
import { type Tally, tryLife } from "./trial";
import { Untruth } from "./untruth";
import { waldurWorld } from "./waldur-world";
import type { World } from "./world";

/** Every kind of server, by its name. */
const worlds: readonly (readonly [name: string, open: () => Promise<World>, vocabulary: Vocabulary])[] = [
  [
    "waldur 2026",
    () => waldurWorld({ release: "2026" }),
    { groups: ["app", "db", "self"], numbers: true, ipv6: true },
  ],
  [
    "waldur 2024",
    () => waldurWorld({ release: "2024-10" }),
    { groups: ["app", "db", "self"], numbers: false, ipv6: true },
  ],
  ...profileNames.map(
    (profile) =>
      [
        `e24cloud (${profile})`,
        () => e24cloudWorld(profile),
        { groups: [], numbers: true, ipv6: profile !== "strict" },
      ] as const,
  ),
];

/** Batches of each kind of server, and lives in a batch: more than 20,000 edits. */
const BATCHES = 20;
const LIVES = 46;

/** What others do in the lives of a batch, in turn. */
const modes = [
  { name: "", unseen: false, unknownWords: false },
  { name: ", changes unseen", unseen: true, unknownWords: false },
  { name: ", unknown words", unseen: false, unknownWords: true },
  { name: ", unknown words and changes unseen", unseen: true, unknownWords: true },
] as const;

export interface Batch {
  readonly seed: number;
  readonly lives: number;
  readonly wrap?: Wrap;
  /** Whether what others change may stay unseen by the product. @default false */
  readonly unseen?: boolean;
  /** Whether others add rules with unknown words. @default false */
  readonly unknownWords?: boolean;
  /** Whether to search for the shortest life with an untrue sentence. @default true */
  readonly shrinks?: boolean;
}

/** Tries a number of lives at one server. @throws Error with the shortest life with an untrue sentence */
export async function tryLives(
  server: string,
  { seed, lives, wrap = honest, unseen = false, unknownWords = false, shrinks = true }: Batch,
): Promise<Tally> {
  const [, open, vocabulary] = worlds.find(([name]) => name === server) ?? [];
  if (open === undefined || vocabulary === undefined) throw new Error(`no server ${server}`);
  const tally: Tally = { edits: 0, refused: 0, sentences: 0 };
  const said: string[] = [];
  await inOwnTemp(() =>
    heard(said, async () => {
      const world = await open();
      const lived = life(vocabulary, unknownWords);
      const property = fc.asyncProperty(lived, (one) => tryLife(world, one, { wrap, tally, said, unseen }));
      try {
        await fc.assert(property, { seed, numRuns: lives, endOnFailure: !shrinks });
      } finally {
        await world.close();
      }
    }),
  );
  return tally;
}

export const sentenceCases = (batches: number, lives: number): Case[] =>
  Array.from({ length: batches }, (_, batch) =>
    worlds.map(([server]): Case => {
      const seed = batch + 1;
      const { name, ...mode } = modes[batch % modes.length] ?? modes[0];
      const run = async () => ({ lives, ...(await tryLives(server, { seed, lives, ...mode })) });
      return { name: `${server}, seed ${seed}${name}`, row: server, run };
    }),
  ).flat();

/** Where each speaker comes to lie early. */
const liars: Readonly<Record<Speaker, readonly [server: string, seed: number]>> = {
  preview: ["waldur 2026", 4],
  guard: ["e24cloud (documented)", 3],
  explain: ["waldur 2026", 1],
  lint: ["waldur 2026", 4],
  matchers: ["waldur 2026", 1],
  drift: ["waldur 2026", 5],
};

/** Tries whether a planted lie is found. @throws Error where it is not */
export async function findLie(speaker: Speaker): Promise<void> {
  const [server, seed] = liars[speaker];
  const outcome = await tryLives(server, { seed, lives: 8, shrinks: false, wrap: lying(speaker) }).then(
    () => undefined,
    (error: unknown) => error,
  );
  const found = outcome instanceof Error && outcome.cause instanceof Untruth ? outcome.cause.message : "";
  if (!found.startsWith(speaker)) throw new Error(`the lie of ${speaker} is not found`, { cause: outcome });
}

const lieCases = speakers.map((speaker): Case => {
  const run = async () => findLie(speaker).then(() => ({ found: 1 }));
  return { name: `a lie of ${speaker}`, row: "planted lies", run };
});

export const sentences: Chapter = {
  title:
    "sentences about traffic, compared with what the clouds let through: random groups and edits, in process",
  async *cases() {
    yield* lieCases;
    yield* sentenceCases(BATCHES, LIVES);
  },
};
