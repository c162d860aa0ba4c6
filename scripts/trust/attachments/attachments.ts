import fc from "fast-check";
import { type ProviderMode, providerModes } from "../../../test/engine/modes/provider-mode";
import type { Case, Chapter } from "../chapter";
import { findYaml } from "../find-yaml";
import { tryProperty } from "../sequences/try-property";
import { livesOnEngine } from "./on-engine";
import { playAttachments, step } from "./play";

const BATCHES = 5;
const RUNS = 50;
const RELEASES = ["2024-10", "2026"] as const;

/** @param size runs in each batch */
export function attachmentRuns(count: number, size: number): Case[] {
  return RELEASES.flatMap((release) =>
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

/** Whole lives in each provider mode and at each release. @param shares of the faults, of which each run has one */
export const engineLives = (modes: readonly ProviderMode[], shares: number): Case[] =>
  modes
    .flatMap((mode) => RELEASES.map((release) => ({ mode, release })))
    .map(({ mode, release }, first) => ({
      name: `on the engine, ${mode.name}, Waldur of ${release}`,
      row: `on the engine, ${mode.name}`,
      run: () => livesOnEngine(mode, release, { every: shares, first: (2 * first) % shares }),
    }));

export const attachments: Chapter = {
  title: "two stacks attach groups to one server, while somebody changes its groups by hand",
  async *cases() {
    yield* attachmentRuns(BATCHES, RUNS);
    findYaml();
    yield* engineLives(providerModes, 1);
  },
};
