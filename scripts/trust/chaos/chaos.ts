import type { Case, Chapter } from "../chapter";
import { type CallPlace, isWriteAt } from "./calls";
import { type Disturbance, faults } from "./faults";
import { kills } from "./kills";
import { type Scenario, scenarios } from "./scenarios";
import { type Baseline, type Injection, injectionText } from "./trial";
import { Worlds } from "./worlds";

export const chaos: Chapter = {
  title: "a stack of both clouds on the real engine, disturbed at every call",
  async *cases() {
    const worlds = new Worlds();
    try {
      const baselines = new Map<Scenario, Baseline>();
      for (const scenario of scenarios) baselines.set(scenario, await worlds.baseline(scenario));
      yield* casesOf(worlds, baselines);
    } finally {
      await worlds.close();
    }
  },
};

/**
 * All cases, in rounds: each goes through all the calls of all scenarios, with another disturbance at each; first for
 * writes, then for reads. Scenarios take turns, so that each begins where the one before it has ended.
 */
function casesOf(worlds: Worlds, baselines: ReadonlyMap<Scenario, Baseline>): Case[] {
  return [true, false].flatMap((writes) =>
    takingTurns(
      [...baselines].map(([scenario, baseline]) =>
        inRounds(baseline.calls.filter((at) => isWriteAt(at) === writes)).map((injection): Case => {
          const name = `${scenario.name}: ${injectionText(injection)}`;
          return {
            name,
            row: injection.by.name,
            run: () => worlds.disturbed(scenario, baseline, [injection]),
          };
        }),
      ),
    ),
  );
}

const disturbances: readonly Disturbance[] = [...faults, ...kills];

function inRounds(calls: readonly CallPlace[]): Injection[] {
  return disturbances.flatMap((_, round) =>
    calls.flatMap((at, position) => {
      const fitting = disturbances.filter(({ levels }) => levels.includes(at.level));
      const by = round < fitting.length ? fitting[(round + position) % fitting.length] : undefined;
      return by ? [{ at, by }] : [];
    }),
  );
}

function takingTurns<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}
