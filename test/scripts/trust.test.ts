import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Case, Chapter } from "../../scripts/trust/chapter";
import { Ledger } from "../../scripts/trust/ledger";
import { readOptions } from "../../scripts/trust/options";
import { table } from "../../scripts/trust/table";
import { tryCases } from "../../scripts/trust/try-cases";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "trust-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ledger = (tried = "this build") => new Ledger(join(folder, "ledger.jsonl"), tried);

/** A chapter of the cases a to d, of which some fail, and what happened in it. */
function chapterOf(failing: readonly string[] = []) {
  const happened: string[] = [];
  const one = (name: string, row: string): Case => ({
    name,
    row,
    async run() {
      happened.push(name);
      if (failing.includes(name)) throw new Error(`${name} does not hold`);
      return { calls: 2, slowest: { most: name.charCodeAt(0) } };
    },
  });
  const chapter: Chapter = {
    title: "letters",
    async *cases() {
      try {
        yield one("a", "vowels");
        for (const name of ["b", "c", "d"]) yield one(name, "consonants");
      } finally {
        happened.push("put away");
      }
    },
  };
  return { chapter, happened };
}

const endless = { until: Infinity, interrupted: () => false };

test("a run that is interrupted is continued, what failed is tried again, and another build starts over", async () => {
  const lines: string[] = [];
  const options = { only: "", limits: endless, print: (line: string) => void lines.push(line) };
  const first = chapterOf(["b"]);
  const interrupted = () => first.happened.includes("c");
  expect(await tryCases(first.chapter, ledger(), { ...options, limits: { ...endless, interrupted } })).toBe(
    false,
  );
  expect(first.happened).toEqual(["a", "b", "c", "put away"]);
  expect(lines.join("\n")).toMatch(/holds .* a\nFAILED .* b\n {4}b does not hold$/);

  const second = chapterOf();
  expect(await tryCases(second.chapter, ledger(), options)).toBe(true);
  expect(second.happened).toEqual(["b", "c", "d", "put away"]);

  const third = chapterOf();
  await tryCases(third.chapter, ledger("another build"), { ...options, only: "d" });
  expect(third.happened).toEqual(["d", "put away"]);
});

test("parts share the cases among them, a number in a row", async () => {
  const names = Array.from({ length: 50 }, (_, at) => `case ${at}`);
  const tried: string[][] = [];
  for (const nth of [1, 2]) {
    const mine: string[] = [];
    const run = async (name: string) => {
      mine.push(name);
      return {};
    };
    const chapter: Chapter = {
      title: "many",
      async *cases() {
        for (const name of names) yield { name, row: "all", run: () => run(name) };
      },
    };
    const options = { only: "", part: { nth, of: 2 }, limits: endless, print: () => undefined };
    expect(await tryCases(chapter, ledger(`part ${nth}`), options)).toBe(true);
    tried.push(mine);
  }
  expect(tried.flat().toSorted()).toEqual(names.toSorted());
  expect(tried[0]).toEqual([...names.slice(0, 20), ...names.slice(40)]);
});

test("nothing is begun after the time is up", async () => {
  const { chapter, happened } = chapterOf();
  const limits = { ...endless, until: -1 };
  expect(await tryCases(chapter, ledger(), { only: "", limits, print: () => undefined })).toBe(false);
  expect(happened).toEqual(["put away"]);
});

test("the table adds figures up by row, and keeps the largest where that is what counts", async () => {
  const known = ledger();
  await tryCases(chapterOf(["d"]).chapter, known, { only: "", limits: endless, print: () => undefined });
  expect(table(known.entries())).toEqual([
    "            cases  failed  calls  slowest",
    "vowels          1       0      2       97",
    "consonants      3       1      4       99",
    "all             4       1      6       99",
  ]);
});

test("arguments name chapters and limits, and others are refused", () => {
  expect(readOptions([], ["a", "b"])).toMatchObject({ chapters: ["a", "b"], only: "", restart: false });
  expect(readOptions(["b", "--minutes", "5", "--restart"], ["a", "b"])).toMatchObject({
    chapters: ["b"],
    minutes: 5,
    restart: true,
  });
  expect(() => readOptions(["c"], ["a", "b"])).toThrow("no chapter c: there are a, b");
  expect(readOptions(["--part", "2/3"], ["a"]).part).toEqual({ nth: 2, of: 3 });
  for (const part of ["3/2", "0/2", "half"])
    expect(() => readOptions(["--part", part], ["a"])).toThrow("--part takes a share");
  expect(() => readOptions(["--minutes", "soon"], ["a"])).toThrow("--minutes takes a number");
});
