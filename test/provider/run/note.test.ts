import { lineOf, mapNote, Run } from "../../../provider/run/run";

test("a run prints advice once, and the facts each time", () => {
  const run = new Run();
  const note = (name: string) =>
    mapNote({ text: "no way out", advice: ": add one" }, (text) => `${name}: ${text}`);
  expect(["web", "db"].map((name) => lineOf(run, note(name)))).toEqual([
    "web: no way out: add one",
    "db: no way out",
  ]);
  expect(lineOf(run, { text: "web: closed", advice: ": open it" })).toBe("web: closed: open it");
  expect(lineOf(run, "web: opens nothing")).toBe("web: opens nothing");
  expect(lineOf(new Run(), note("app"))).toBe("app: no way out: add one");
});
