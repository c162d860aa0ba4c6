import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import ts from "typescript";
import { parse } from "yaml";
import { importFile } from "../../cli/export/import-file";
import { plan } from "../../cli/export/plan";
import { plainRules, recogniser, type Recogniser } from "../../cli/export/recognise";
import { typescriptProgram } from "../../cli/export/typescript";
import { yamlProgram } from "../../cli/export/yaml";
import type { WaldurGroup } from "../../cli/groups/group";
import { writeOut } from "../../cli/out-file";
import { ruleMap } from "../../provider/rules/rule-map";
import { ruleReader } from "../../provider/waldur/rule/parse";
import type { Rule } from "../../provider/waldur/rule/args";

const id = (number: number) => number.toString(16).padStart(32, "0");

const group = (name: string, { description = "", rules = [] as Rule[], number = 1 } = {}): WaldurGroup => ({
  cloud: "waldur",
  id: id(number),
  title: name,
  name,
  description,
  trouble: "",
  doubt: "",
  unmanagedRules: {},
  rules: ruleMap(rules, ruleReader),
  tenant: id(9),
});

const https: Rule = {
  direction: "ingress",
  ethertype: "IPv4",
  protocol: "tcp",
  fromPort: 443,
  toPort: 443,
  cidr: "10.0.0.0/8",
};

/** What ends a line for some readers and not for others, and what else may change how a string reads. */
const TRICKS = [
  "\u2028",
  "\u2029",
  "\n",
  "\r\n",
  "\ufeff",
  "\u202e",
  "😀",
  "ż",
  "#",
  ": ",
  "'",
  '"',
  "\\",
  "*/",
  "${x}",
];
const FORGED = "backend:\n  url: https://evil.example.com";
const tricky = fc
  .array(fc.oneof(fc.constantFrom(...TRICKS, FORGED, "a", "yes", "012", "1_000", "2026-01-01"), fc.string()))
  .map((parts) => parts.join(""))
  .filter((text) => text.trim() !== "" && !/(?![\n\t\r])\p{Cc}|<\{%/u.test(text));

/** Each rule by itself, without presets. */
const plainly: Recogniser = {
  statements: (one) => plainRules(one).map((rule) => ({ kind: "rule", rule: { ...rule } })),
};

const asciiOnly = /^[\n\x20-\x7e]*$/;

/** Arguments of the resources that a program makes, by their names. */
function made(program: string): Record<string, Record<string, unknown>> {
  const { outputText } = ts.transpileModule(program, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  const found: Record<string, Record<string, unknown>> = {};
  class SecurityGroup {
    constructor(name: string, args: Record<string, unknown>) {
      found[name] = args;
    }
  }
  const allow = new Proxy({}, { get: () => () => [] });
  runInNewContext(outputText, { require: () => ({ SecurityGroup, allow }), exports: {} });
  return found;
}

test("a program in TypeScript is ASCII, and says the texts of a group as they are", () => {
  fc.assert(
    fc.property(tricky, tricky, (name, description) => {
      const described = group(name, { description, rules: [{ ...https, description: description.trim() }] });
      const leftOut = { ...group(name, { number: 2 }), trouble: description };
      const program = typescriptProgram(plan([described, leftOut]), plainly);
      expect(program).toMatch(asciiOnly);
      expect(made(program)).toMatchObject({ [name]: { name, description } });
    }),
  );
});

/** Programs in YAML, with what they are to say. */
const yamlCases = fc
  .sample(fc.tuple(tricky, tricky), { numRuns: 200, seed: 24 })
  .map(([name, description]) => {
    const leftOut = { ...group(name, { number: 2 }), trouble: description };
    const text = yamlProgram(plan([group(name, { description, rules: [https] }), leftOut]), name);
    const said = (value: string) => value.replaceAll("${", () => "$${");
    return { text, name, expected: { name: said(name), description: said(description) } };
  });

const propertiesIn = (document: unknown) => {
  const { resources, ...others } = document as Record<string, Record<string, { properties: object }>>;
  expect(Object.keys(others)).toEqual(["name", "runtime"]);
  return Object.values(resources ?? {}).map(({ properties }) => properties);
};

test.each(["1.1", "1.2"] as const)(
  "a program in YAML %s is ASCII, and has no keys but its own",
  (version) => {
    for (const { text, name, expected } of yamlCases) {
      expect(text).toMatch(asciiOnly);
      const document = parse(text, { version }) as { name: unknown };
      expect(document.name).toBe(name);
      expect(propertiesIn(document)).toMatchObject([expected]);
    }
  },
);

const reader = spawnSync(
  process.execPath,
  [resolve(__dirname, "../../scripts/engine/go-program-path.mjs"), "read-yaml"],
  { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
);

(reader.status === 0 ? test : test.skip)("the library of Pulumi, in Go, reads the same", () => {
  for (const { text, name, expected } of yamlCases.slice(0, 60)) {
    const { stdout, stderr } = spawnSync(reader.stdout.trim(), { input: text, encoding: "utf8" });
    expect(stderr).toBe("");
    const document = JSON.parse(stdout) as { name: unknown };
    expect(document.name).toBe(name);
    expect(propertiesIn(document)).toMatchObject([expected]);
  }
});

test("an import file is ASCII and says the same", () => {
  const name = 'żółw "\u2028" 😀';
  const text = importFile(plan([group(name)]));
  expect(text).toMatch(asciiOnly);
  expect(JSON.parse(text)).toMatchObject({ resources: [{ name, id: id(1) }] });
});

test.each([
  ["a next line control", { description: "a\u0085b" }, /^its description has \\u0085/],
  ["a colour code", { description: "<{%x%}>" }, /^its description has <\\u007b%/],
])("%s: the group is left out, and the others are not", (_, more, why) => {
  const { declarations, leftOut } = plan([group("odd", more), group("web", { number: 2, rules: [https] })]);
  expect(declarations.map(({ names }) => names.resource)).toEqual(["web"]);
  expect(leftOut).toMatchObject([{ group: { name: "odd" }, why: expect.stringMatching(why) as unknown }]);
});

test.each([
  ["a rule that no one can send", [{ ...https, protocol: "sctp" }], /the rule "ingress IPv4 sctp 443 from/],
  ["ports beyond all bounds", [{ ...https, toPort: 1e9 }], /the rule "ingress IPv4 tcp 443-1000000000/],
])("%s: the group is adopted without its rules, with a message", async (_, rules, why) => {
  const planned = plan([group("odd", { rules }), group("web", { number: 2, rules: [https] })]);
  expect(planned.leftOut).toEqual([]);
  expect(planned.withoutRules).toMatchObject([
    { group: { name: "odd" }, why: expect.stringMatching(why) as unknown },
  ]);
  const [odd, web] = propertiesIn(parse(yamlProgram(planned, "p")));
  expect(odd).not.toHaveProperty("rules");
  expect(web).toHaveProperty("rules");
  for (const text of [yamlProgram(planned, "p"), typescriptProgram(planned, await recogniser())]) {
    expect(text).toContain(
      `Without its rules, which stay unchanged: odd (${id(1)}), since no program can have`,
    );
  }
  expect(typescriptProgram(planned, await recogniser()).match(/rules:/g)).toHaveLength(1);
});

test("a file is replaced with --force alone, and what a symbolic link names stays as it is", () => {
  const folder = mkdtempSync(join(tmpdir(), "out-"));
  const at = (name: string) => join(folder, name);
  try {
    writeFileSync(at("precious"), "mine");
    symlinkSync(at("precious"), at("link"));
    symlinkSync(at("nothing"), at("dangling"));
    writeOut(at("new"), "1", {});
    expect(() => writeOut(at("new"), "2", {})).toThrow(/new exists: name another file, or add --force/);
    for (const link of ["link", "dangling"]) {
      expect(() => writeOut(at(link), "2", {})).toThrow(`${link} is a symbolic link`);
      writeOut(at(link), "2", { force: true });
      expect(readFileSync(at(link), "utf8")).toBe("2");
    }
    writeOut(at("new"), "3", { force: true });
    expect(readFileSync(at("new"), "utf8")).toBe("3");
    expect(readFileSync(at("precious"), "utf8")).toBe("mine");
    expect(() => readFileSync(at("nothing"))).toThrow("ENOENT");
    expect(() => writeOut(join(folder, "none", "x"), "", {})).toThrow(/^cannot write .*ENOENT/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
