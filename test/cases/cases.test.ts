import * as pulumi from "@pulumi/pulumi";
import { readCases } from "./case";
import { classMode } from "./class-mode";
import { Player, startCase } from "./play";
import { pluginMode } from "./plugin-mode";

const modes = [classMode, pluginMode];
const trials = readCases().flatMap((one) =>
  modes.map((mode) => ({ name: one.name, mode: mode.name, one, open: mode })),
);

test.each(trials)("$name: $mode", async ({ one, open }) => {
  const said: string[] = [];
  const print = (line: string) => void said.push(line);
  const spies = [
    jest.spyOn(console, "log").mockImplementation(print),
    jest.spyOn(console, "error").mockImplementation(print),
    jest.spyOn(pulumi.log, "warn").mockImplementation(async (line) => print(`warning: ${line}`)),
  ];
  const clouds = await startCase(one);
  try {
    await new Player(clouds, open(clouds.settings), said).play(one.steps);
  } finally {
    await clouds.close();
    for (const spy of spies) spy.mockRestore();
  }
});
