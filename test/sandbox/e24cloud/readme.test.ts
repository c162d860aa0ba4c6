import { readFileSync } from "node:fs";
import path from "node:path";
import { e24cloudProfiles } from "../../../sandbox/e24cloud";
import { switches as e24cloudSwitches } from "../../../sandbox/e24cloud/profiles/read-switches";

const readme = readFileSync(path.resolve(__dirname, "../../../sandbox/README.md"), "utf8");
const [, section = ""] = readme.split("## The e24cloud emulator");
/** The first cell of each row, with the first value of the second. */
const rows = [...section.matchAll(/^\| `(\w+)` *\| (?:`([^`]*)`)?/gm)].map(([, name, value]) => [
  name,
  value,
]);

test("the README has a row for every switch, default first, and for every profile", () => {
  const switches = Object.entries(e24cloudSwitches.parse({})).map(([name, value]) => [name, String(value)]);
  const profiles = e24cloudProfiles.map((name) => [name, undefined]);
  expect(rows).toEqual([...profiles, ...switches]);
});
