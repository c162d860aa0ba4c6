import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { Project } from "../../scripts/runner/project";

const preload = resolve(__dirname, "../../scripts/host/code-cache.cjs");

test("a process of a script that has run before gets what its modules say now", () => {
  const project = new Project();
  const run = () => {
    const args = ["--require", preload, join(project.folder, "index.js")];
    return spawnSync(process.execPath, args, { encoding: "utf8" }).stdout.trim();
  };
  const first = 'exports.said = () => "first"; exports.later = () => import("node:path");';
  project.write({
    "index.js":
      'const { said, later } = require("said"); later().then(() => console.log(said(), require("other")));',
    "node_modules/said/index.js": first,
    "node_modules/other/index.js": 'module.exports = "other";',
  });
  expect([run(), run()]).toEqual(["first other", "first other"]);
  // As long as before, which is all that V8 checks.
  project.write({
    "node_modules/said/index.js": first.replace("first", "later"),
    "node_modules/other/index.js": 'module.exports = "again";',
  });
  expect([run(), run()]).toEqual(["later again", "later again"]);
  project.remove();
});
