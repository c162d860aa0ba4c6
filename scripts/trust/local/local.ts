import { execFileSync } from "node:child_process";
import process from "node:process";
import { type ProviderMode, providerModes } from "../../../test/engine/modes/provider-mode";
import { isAlive, signalEngine, startedByEngine } from "../../runner/signal-engine";
import { type OperationResult, succeeded } from "../../runner/stack";
import { until } from "../../runner/until";
import { shown } from "../chaos/remedy";
import type { Case, Chapter, Figures } from "../chapter";
import { findYaml } from "../find-yaml";
import { impossible, type LocalFault, localFaults } from "./faults";
import { remove, World } from "./world";

const REFUSAL = /nothing is deleted.*PULUMI_SECURITY_GROUPS_NOTES to a writable folder of your own/s;
const KEPT = /the group stays: SecurityGroup "second" has it in this run/;

export const local: Chapter = {
  title: "what is wrong at the machine that Pulumi runs on, in both provider modes",
  async *cases() {
    findYaml();
    yield* localCases(providerModes);
  },
};

/** Each fault in each mode. */
export const localCases = (modes: readonly ProviderMode[]): Case[] =>
  modes.flatMap((mode) => [
    ...localFaults.map((fault) => {
      const why = impossible(fault);
      return {
        name: `${fault.name}, ${mode.name}${why === undefined ? "" : ` (skipped: ${why})`}`,
        row: fault.name,
        run: async () => (why === undefined ? await renamedUnder(fault, mode) : { skipped: 1 }),
      };
    }),
    {
      name: `killed in the first second, ${mode.name}`,
      row: "killed in the first second",
      run: () => killed(mode),
    },
  ]);

/**
 * An adopted group, renamed without an alias, so that the engine deletes it under its old name, and destroyed.
 * It must exist until then. If its other owners cannot be determined, the destroy is refused with a remedy that
 * leads on.
 */
async function renamedUnder(fault: LocalFault, mode: ProviderMode): Promise<Figures> {
  return inWorld(mode, fault, async (world) => {
    succeeded(await world.up("first"));
    world.requireLive();
    requireSaid(succeeded(await world.up("second")), KEPT);
    await world.requireNothingToDo();
    const destroyed = await world.destroy();
    if (!fault.keepsNotes) {
      requireSaid(destroyed, REFUSAL);
      world.requireLive();
      world.nameFolderForNotes();
      succeeded(await world.destroy());
    } else succeeded(destroyed);
    world.requireGone();
    return figures(world, { refused: fault.keepsNotes ? 0 : 1 });
  });
}

const figures = ({ runs }: World, { refused }: { refused: number }): Figures => ({
  "engine runs": runs,
  "deletes refused": refused,
  skipped: 0,
});

const nothing: Pick<LocalFault, "begin"> = { begin: () => ['exec "$engine" "$@"'] };

/** An engine that is killed as soon as it has started a provider leaves none behind, and the next run works. */
async function killed(mode: ProviderMode): Promise<Figures> {
  return inWorld(mode, nothing, async (world) => {
    const up = world.up("first");
    await until(() => providersOfEngine().length > 0);
    const providers = providersOfEngine();
    const others = startedByEngine().filter((pid) => !providers.includes(pid));
    await until(() => !signalEngine("SIGKILL"));
    if ((await up).ok) throw new Error("the engine was not killed");
    await until(() => !providers.some(isAlive));
    // A language host belongs to Pulumi, and keeps running.
    others.forEach(end);
    await world.unlock();
    world.requireLive();
    succeeded(await world.up("first"));
    await world.requireNothingToDo();
    succeeded(await world.destroy());
    world.requireGone();
    return figures(world, { refused: 0 });
  });
}

/** The processes of ours that the engine has started: its language hosts are none. */
const providersOfEngine = () =>
  startedByEngine().filter((pid) => /pulumi-resource-|dynamic-provider/.test(argumentsOf(pid)));

function argumentsOf(pid: number): string {
  try {
    return execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return ""; // It has ended.
  }
}

function end(pid: number): void {
  try {
    process.kill(pid);
  } catch {
    // It has ended.
  }
}

async function inWorld(
  mode: ProviderMode,
  fault: Pick<LocalFault, "begin" | "end">,
  run: (world: World) => Promise<Figures>,
): Promise<Figures> {
  const folder = World.folder();
  try {
    const lines = fault.begin(folder);
    try {
      const world = await World.open(mode, folder, lines);
      try {
        return await run(world);
      } finally {
        await world.close();
      }
    } finally {
      fault.end?.(folder);
    }
  } finally {
    remove(folder);
  }
}

function requireSaid(result: OperationResult, words: RegExp): void {
  if (!words.test(shown(result))) throw new Error(`it does not say ${words.source}:\n${shown(result)}`);
}
