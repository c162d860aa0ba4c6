import { until } from "../../runner/until";
import { isAlive, signalEngine, startedByEngine } from "../../runner/signal-engine";
import { addFault, entriesOf } from "./calls";
import type { Disturbance } from "./faults";

/** Ends the engine while the server has done what a call asks, and has not answered yet. */
function ending(
  name: string,
  endsEngine: Disturbance["endsEngine"],
  end: (isOver: () => boolean) => Promise<void>,
): Disturbance {
  return {
    name,
    endsEngine,
    levels: ["waldur", "e24cloud"],
    begin: (world, at) => {
      const { clouds } = world;
      addFault(clouds, at, { when: "after", answer: "hang" });
      const isHit = () => entriesOf(clouds, at.level).some(({ fault }) => fault !== undefined);
      return async (isOver) => {
        await until(() => isOver() || isHit());
        if (isHit()) await end(isOver);
        for (const server of [clouds.waldur, clouds.e24cloud]) server.faults.clear();
      };
    },
  };
}

export const kills: readonly Disturbance[] = [
  ending("engine killed (SIGKILL)", "at once", async () => {
    const children = startedByEngine();
    signalEngine("SIGKILL");
    await until(() => !children.some(isAlive));
  }),
  ending("engine stopped (SIGINT)", "in order", async () => void signalEngine("SIGINT")),
  ending("engine stopped twice (SIGINT)", "at once", async (isOver) => {
    signalEngine("SIGINT");
    await until(() => isOver() || !signalEngine("SIGINT"));
  }),
];
