import type { Case, Chapter } from "../chapter";
import { type CallPlace, isWriteAt } from "./calls";
import { type Disturbance, disturbanceText, faults } from "./faults";
import { kills } from "./kills";
import { type Scenario, scenarios } from "./scenarios";
import { disturbed, type Quiet, quietly } from "./trial";
import { type Place, World } from "./world";

/** One of the cases: a scenario that is disturbed in some way at one of its calls. */
export interface Trial {
  readonly name: string;
  readonly scenario: Scenario;
  readonly at: CallPlace;
  readonly by: Disturbance;
}

/** So many cases share a world: what it remembers must not grow for ever. */
const CASES_OF_A_WORLD = 60;

export const chaos: Chapter = {
  title: "a stack of both clouds on the real engine, disturbed at every call",
  async *cases() {
    const worlds = new Worlds();
    try {
      const quiet = await worlds.measure();
      for (const trial of trialsOf(quiet)) yield worlds.caseOf(trial, quiet);
    } finally {
      await worlds.close();
    }
  },
};

/**
 * All trials, in rounds: each goes through all the calls of all scenarios, with another disturbance at each; first for
 * writes, then for reads. Scenarios take turns, so that each begins where the one before it has ended.
 */
export function trialsOf(quiet: ReadonlyMap<Scenario, Quiet>): Trial[] {
  return [true, false].flatMap((writes) =>
    takingTurns(
      scenarios.map((scenario) => {
        const calls = quiet.get(scenario)?.calls ?? [];
        return inRounds(
          scenario,
          calls.filter((at) => isWriteAt(at) === writes),
        );
      }),
    ),
  );
}

const disturbances: readonly Disturbance[] = [...faults, ...kills];

function inRounds(scenario: Scenario, calls: readonly CallPlace[]): Trial[] {
  return disturbances.flatMap((_, round) =>
    calls.flatMap((at, position): Trial[] => {
      const fitting = disturbances.filter(({ levels }) => levels.includes(at.level));
      const by = round < fitting.length ? fitting[(round + position) % fitting.length] : undefined;
      return by ? [{ name: `${scenario.name}: ${disturbanceText(by, at)}`, scenario, at, by }] : [];
    }),
  );
}

function takingTurns<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}

/** The stack that cases run on, one after another; a new one where a case has left it in ruins. */
export class Worlds {
  #world: World | undefined;
  #cases = 0;

  /** What each scenario does undisturbed. */
  async measure(): Promise<Map<Scenario, Quiet>> {
    const quiet = new Map<Scenario, Quiet>();
    for (const scenario of scenarios) {
      const world = await this.#at(scenario.from);
      quiet.set(scenario, await quietly(world, scenario));
      world.place = scenario.to;
    }
    return quiet;
  }

  caseOf(trial: Trial, quiet: ReadonlyMap<Scenario, Quiet>): Case {
    const { name, scenario, at, by } = trial;
    return {
      name,
      row: by.name,
      run: async () => {
        const known = quiet.get(scenario);
        if (known === undefined) throw new Error(`nothing is known of ${scenario.name}`);
        const world = await this.#at(scenario.from);
        world.place = undefined;
        const figures = await disturbed(world, { scenario, quiet: known, at, by });
        world.place = scenario.to;
        return figures;
      },
    };
  }

  async close(): Promise<void> {
    await this.#world?.close();
    this.#world = undefined;
  }

  /** A world at a place, by the shortest way. */
  async #at(place: Place): Promise<World> {
    this.#cases += 1;
    if (this.#world?.place === undefined || this.#cases % CASES_OF_A_WORLD === 0) {
      await this.close();
      this.#world = await World.open();
    }
    const world = this.#world;
    world.adopt = {};
    while (world.place !== place) await this.#go(world, place);
    return world;
  }

  /** One step of the way to a place, with nothing in its way. */
  async #go(world: World, place: Place): Promise<void> {
    const ways = scenarios.filter(({ from, to }) => from === world.place && to !== from);
    const way = ways.find(({ to }) => to === place) ?? ways[0];
    if (way === undefined) throw new Error(`there is no way to ${place}`);
    await quietly(world, way);
    world.place = way.to;
  }
}
