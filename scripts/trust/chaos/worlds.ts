import { succeeded } from "../../runner/stack";
import type { Figures } from "../chapter";
import { type Scenario, scenarios } from "./scenarios";
import { type Baseline, disturbed, type Injection, runUndisturbed } from "./trial";
import { type Limits, type Place, World } from "./world";

/** How many cases share a world: what it remembers must not grow without limit. */
const CASES_OF_A_WORLD = 60;

/** The stack that cases run on, one after another; a new one where a case has left it in ruins. */
export class Worlds {
  #world: World | undefined;
  #cases = 0;

  constructor(private readonly limits: Limits = { operation: 8, call: 1 }) {}

  /** What a scenario does undisturbed. */
  async baseline(scenario: Scenario): Promise<Baseline> {
    return this.#from(scenario, (world) => runUndisturbed(world, scenario));
  }

  /** @throws Error with what does not hold */
  async disturbed(
    scenario: Scenario,
    baseline: Baseline,
    injections: readonly Injection[],
  ): Promise<Figures> {
    return this.#from(scenario, (world) => disturbed(world, { scenario, baseline, injections }));
  }

  async close(): Promise<void> {
    await this.#world?.close();
    this.#world = undefined;
  }

  async #from<T>(scenario: Scenario, run: (world: World) => Promise<T>): Promise<T> {
    const world = await this.#at(scenario.from);
    world.place = undefined;
    const result = await run(world);
    world.place = scenario.to;
    return result;
  }

  /** A world at a place, by the shortest way. */
  async #at(place: Place): Promise<World> {
    this.#cases += 1;
    if (this.#world?.place === undefined || this.#cases % CASES_OF_A_WORLD === 0) {
      await this.close();
      this.#world = await World.open(this.limits);
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
    await way.before?.(world);
    succeeded(await way.run(world));
    world.place = way.to;
  }
}
