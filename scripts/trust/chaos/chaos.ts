import type { Case, Chapter } from "../chapter";
import { type CallPlace, isWriteAt } from "./calls";
import { type Disturbance, faults } from "./faults";
import { kills } from "./kills";
import { type Scenario, scenarios } from "./scenarios";
import { type Blow, blowText, type Quiet } from "./trial";
import { Worlds } from "./worlds";

export const chaos: Chapter = {
  title: "a stack of both clouds on the real engine, disturbed at every call",
  async *cases() {
    const worlds = new Worlds();
    try {
      const quiet = new Map<Scenario, Quiet>();
      for (const scenario of scenarios) quiet.set(scenario, await worlds.quiet(scenario));
      yield* casesOf(worlds, quiet);
    } finally {
      await worlds.close();
    }
  },
};

/**
 * All cases, in rounds: each goes through all the calls of all scenarios, with another disturbance at each; first for
 * writes, then for reads. Scenarios take turns, so that each begins where the one before it has ended.
 */
function casesOf(worlds: Worlds, quiet: ReadonlyMap<Scenario, Quiet>): Case[] {
  return [true, false].flatMap((writes) =>
    takingTurns(
      [...quiet].map(([scenario, known]) =>
        inRounds(known.calls.filter((at) => isWriteAt(at) === writes)).map((blow): Case => {
          const name = `${scenario.name}: ${blowText(blow)}`;
          return { name, row: blow.by.name, run: () => worlds.disturbed(scenario, known, [blow]) };
        }),
      ),
    ),
  );
}

const disturbances: readonly Disturbance[] = [...faults, ...kills];

function inRounds(calls: readonly CallPlace[]): Blow[] {
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
