import fc from "fast-check";
import type { Case, Chapter } from "../chapter";
import { tryProperty } from "../sequences/try-property";
import { playAttachments, step } from "./play";

const BATCHES = 5;
const RUNS = 50;

/** @param size runs in each batch */
export function attachmentRuns(count: number, size: number): Case[] {
  return (["2024-10", "2026"] as const).flatMap((release) =>
    Array.from({ length: count }, (_, batch): Case => {
      const seed = batch + 1;
      const run = async () => {
        const figures = {
          writes: 0,
          "writes of the hand": 0,
          "lost between read and write": 0,
          "warned of": 0,
        };
        const said: string[] = [];
        const property = fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
          const played = await playAttachments(release, steps, said);
          figures.writes += played.writes;
          figures["writes of the hand"] += played.byHand;
          figures["lost between read and write"] += played.lost;
          figures["warned of"] += played.warned;
        });
        await tryProperty(property, { seed, size, said });
        return { runs: size, ...figures };
      };
      return { name: `Waldur of ${release}, seed ${seed}`, row: `Waldur of ${release}`, run };
    }),
  );
}

export const attachments: Chapter = {
  title: "two stacks attach groups to one server, while somebody changes its groups by hand",
  async *cases() {
    yield* attachmentRuns(BATCHES, RUNS);
  },
};
