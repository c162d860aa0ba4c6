import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Recording } from "./recording";

/** A golden is made again by `RECORD_GOLDEN=1 npm test -- test/golden`. */
const isRecording = process.env["RECORD_GOLDEN"] !== undefined;

/** Where a scenario is recorded: a file whose name has no spaces. */
const pathOf = (name: string) => join(__dirname, "recorded", `${name.replaceAll(" ", "-")}.txt`);

/** A test that a scenario says, sends and saves what it did when it was recorded. */
export function golden(name: string, run: (recording: Recording) => Promise<void>): void {
  test(name, async () => {
    const recording = new Recording();
    recording.start();
    try {
      await run(recording);
    } finally {
      recording.stop();
    }
    const text = recording.text();
    if (isRecording) {
      mkdirSync(dirname(pathOf(name)), { recursive: true });
      writeFileSync(pathOf(name), text);
    }
    expect(text).toBe(readFileSync(pathOf(name), "utf8"));
  });
}

/** Fails where something is recorded in a folder that no scenario of these is about. */
export function noOthers(folder: string, scenarios: object): void {
  test(`nothing is recorded in ${folder} that has no scenario`, () => {
    const names = Object.keys(scenarios).map((name) => basename(pathOf(name)));
    expect(readdirSync(dirname(pathOf(`${folder}/any`))).toSorted()).toEqual(names.toSorted());
  });
}
