import { type OperationResult, succeeded } from "../../runner/stack";
import type { Figures } from "../chapter";
import { type CallPlace, callText, entriesOf, levels, placesOf, writesOf } from "./calls";
import type { Disturbance } from "./faults";
import { adoptionsIn, isToRunAgain, MOST_REMEDIES, remedyOf, shown } from "./remedy";
import { needless } from "./repeats";
import type { Scenario } from "./scenarios";
import { difference } from "./live-state";
import type { World } from "./world";

/** What an operation does without any disturbance. */
export interface Baseline {
  readonly calls: readonly CallPlace[];
  readonly writes: ReturnType<typeof writesOf>;
  /** What both clouds have in the end. */
  readonly state: string;
}

/** Runs an operation undisturbed, and says what that takes. */
export async function runUndisturbed(world: World, scenario: Scenario): Promise<Baseline> {
  await scenario.before?.(world);
  world.clouds.forget();
  const result = succeeded(await scenario.run(world));
  if (!shown(result).includes("pulumi-security-groups: GET")) throw new Error("the debug log is not on");
  const calls = placesOf(world.clouds);
  await finish(world, scenario);
  return { calls, writes: writesOf(world.clouds), state: world.state };
}

/** What happens, and where. */
export interface Injection {
  readonly at: CallPlace;
  readonly by: Disturbance;
}

export const injectionText = ({ at, by }: Injection): string => `${by.name} at ${callText(at)}`;

/**
 * Disturbs an operation at one of its calls or at several, then follows the messages until everything is as wanted.
 * @throws Error with what is not
 */
export async function disturbed(
  world: World,
  {
    scenario,
    baseline,
    injections,
  }: { scenario: Scenario; baseline: Baseline; injections: readonly Injection[] },
): Promise<Figures> {
  await scenario.before?.(world);
  world.clouds.forget();
  const runsBefore = world.runs;
  let isOver = false;
  const beside = injections.map(({ at, by }) => by.begin(world, at));
  const running = scenario.run(world).finally(() => (isOver = true));
  await Promise.all(beside.flatMap((one) => (one === undefined ? [] : [one(() => isOver)])));
  let result = await running;
  const hits = levels
    .flatMap((level) => entriesOf(world.clouds, level))
    .filter(({ fault }) => fault !== undefined);
  await world.settle();

  const ending = injections.find(({ by }) => by.endsEngine !== undefined)?.by.endsEngine;
  // What docs/guides/in-production.md says to do; the engine may call it a success.
  if (ending === "in order" && result.ok) result = await scenario.run(world);
  let stops = 0;
  for (; !result.ok; stops += 1) {
    if (stops === MOST_REMEDIES) throw new Error(`not done after ${stops} remedies:\n${shown(result)}`);
    const ended = stops === 0 ? ending : undefined;
    if (ended === "at once") await afterCrash(world);
    result = ended === undefined ? await follow(world, scenario, result) : await scenario.run(world);
  }
  if (isToRunAgain(result)) succeeded(await scenario.run(world));
  if (ending === "at once") await world.command("refresh", "--clear-pending-creates");
  await finish(world, scenario);
  let change = difference(baseline.state, world.state);
  const isUnreported = change !== "" && failedBehind(world) > 0;
  if (isUnreported) {
    await refreshAfterPull(world);
    change = difference(baseline.state, world.state);
  }
  if (change !== "") throw new Error(`the clouds do not have what they should:\n${change}`);
  const extra = needless(baseline.writes, {
    writes: writesOf(world.clouds),
    failedBehind: failedBehind(world),
    isKilled: ending === "at once",
  });
  if (extra.length > 0) throw new Error(`writes beyond what was needed: ${extra.join(", ")}`);
  return {
    hits: hits.length + failedBehind(world),
    stops,
    unreported: Number(isUnreported),
    "engine runs": world.runs - runsBefore,
  };
}

/** Waldur does not report a rule that OpenStack has not deleted: its own pull, every two hours, shows it to a refresh. */
async function refreshAfterPull(world: World): Promise<void> {
  await world.clouds.waldur.edits.backgroundPull();
  succeeded(await world.up(undefined, { refresh: true }));
}

/** Calls of Waldur to OpenStack that failed. */
const failedBehind = ({ clouds }: World): number =>
  entriesOf(clouds, "openstack").filter(({ status }) => status < 200 || status >= 300).length;

/** Does what the messages of a stopped run say. */
async function follow(world: World, scenario: Scenario, result: OperationResult): Promise<OperationResult> {
  const { run, adopt } = remedyOf(result);
  world.adopt = { ...world.adopt, ...adopt };
  if (run === "up --refresh") return world.up(undefined, { refresh: true });
  return scenario.run(world);
}

/** What docs/guides/in-production.md says to do after a crash, before what was ended is run again. */
async function afterCrash(world: World): Promise<void> {
  await world.unlock();
  world.adopt = { ...world.adopt, ...adoptionsIn(shown(await world.preview())) };
}

/** The rest of a scenario, after which there must be nothing left to do, on the servers either. */
async function finish(world: World, scenario: Scenario): Promise<void> {
  if (scenario.after !== undefined) succeeded(await scenario.after(world));
  if (scenario.to === "nothing") return;
  succeeded(await world.preview({ refresh: true, expectNoChanges: true }));
}
