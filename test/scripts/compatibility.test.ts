import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const page = read("docs/compatibility.md");
const manifest = JSON.parse(read("package.json")) as {
  engines: { node: string };
  peerDependencies: Record<string, string>;
  scripts: Record<string, string>;
};

/** What the page claims, and the file with what shows it: a test by its name, or the value in the code. */
const claims: readonly (readonly [claim: string, file: string, evidence: string])[] = [
  ["20.18.1", "package.json", `"node": "${manifest.engines.node}"`],
  ["20, 22 and 24", "scripts/test-matrix.mjs", "const versions = [20, 22, 24];"],
  ["3.216 and newer", "package.json", `"@pulumi/pulumi": "${manifest.peerDependencies["@pulumi/pulumi"]}"`],
  ["3.216 and newer", "scripts/test-matrix.mjs", 'sdk: "3.216.0"'],
  ["5 and 7", "test/package/compile.test.ts", 'const compilers = { "5": "typescript", "7": "typescript-7" }'],
  ["`nodenext`", "test/package/compile.test.ts", '["7", nodenext]'],
  ["`bundler`", "test/package/compile.test.ts", '["7", bundler]'],
  ["5 with `node` too", "test/package/compile.test.ts", 'moduleResolution: "node" }'],
  ["npm, pnpm, yarn", "test/engine/packed.test.ts", '["npm"'],
  ["npm, pnpm, yarn", "test/engine/packed.test.ts", '["pnpm"'],
  ["npm, pnpm, yarn", "test/engine/packed.test.ts", '["yarn"'],
  ["YAML, Python, Go", "test/engine/modes/sdks.test.ts", "python"],
  ["YAML, Python, Go", "test/engine/modes/generated-sdks.test.ts", "go"],
  ["YAML, Python, Go", "test/engine/modes/life.test.ts", "useYaml();"],
  [
    "the emulator as 2024-10 and as 2026",
    "test/sandbox/waldur/later-exchanges.test.ts",
    "answers as the Waldur of 2024 did",
  ],
  [
    "which recorded exchanges judge",
    "test/sandbox/waldur/live-exchanges.test.ts",
    "waldur-live-2025-2026.jsonl",
  ],
  ["API version 2", "provider/e24cloud/api/client.ts", "/v2/"],
  ["each answer that the documentation allows", "test/sandbox/e24cloud/readme.test.ts", "for every switch"],
  [
    "Attachments to ports and load balancers",
    "test/provider/waldur/security-group-attachment/targets.test.ts",
    "a Waldur of 2024 cannot change ports, and has no load balancers",
  ],
  ["personal access tokens", "test/cli/doctor.test.ts", "personal access token"],
  [
    "records of who changed a rule",
    "test/cli/history.test.ts",
    "an older server is one sentence besides what it has",
  ],
  ["protocols by number", "test/provider/waldur/api/capabilities.test.ts", "a refusal of 2024"],
  [
    "On an older server the package does without",
    "test/golden/waldur.test.ts",
    "What a server of 2024 answers",
  ],
  ["State stays readable", "test/engine/modes/upgrade.test.ts", "state of %s, %s: no changes"],
  ["Upgrades change nothing", "test/engine/modes/upgrade.test.ts", "no changes, a refresh that finds none"],
];

test.each(claims)("the claim %s is shown by %s", (claim, file, evidence) => {
  expect(page).toContain(claim);
  expect(read(file)).toContain(evidence);
});

test("the values of package.json are those of the page", () => {
  expect(manifest.engines.node).toContain("20.18.1");
  expect(manifest.peerDependencies["@pulumi/pulumi"]).toBe("^3.216.0");
});

test("each row of the table and each sentence about versions has a claim", () => {
  const rows = [...page.matchAll(/^\| (?!part|-)([\w. ]+?) +\|.*$/gm)].map(([row]) => row);
  const points = [...page.matchAll(/^- .*$/gm)].map(([point]) => point);
  // What no test can show: where it runs, and what is promised.
  const promised = /^\| Operating system|The newest release is supported/;
  const open = [...rows, ...points].filter(
    (line) => !promised.test(line) && !claims.some(([claim]) => line.includes(claim)),
  );
  expect(rows.length).toBeGreaterThan(6);
  expect(open).toEqual([]);
});

test("the commands of the page exist, and a kept state of each form does", () => {
  for (const [, script = ""] of page.matchAll(/`npm run ([\w:]+)`/g))
    expect(manifest.scripts).toHaveProperty(script);
  for (const [, path = ""] of page.matchAll(/`npm test -- ([\w/.-]+)`/g))
    expect(existsSync(join(root, path))).toBe(true);
  expect(readdirSync(join(root, "test/fixtures/state")).length).toBeGreaterThan(2);
});
