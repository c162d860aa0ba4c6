import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { htmlReport } from "../../../cli/report/html";
import { markdownReport } from "../../../cli/report/markdown";
import { reportOf } from "../../../cli/report/model";
import { type Preview, readPreview } from "../../../cli/report/preview";
import { textReport } from "../../../cli/report/text";
import { judgedIntents } from "../../../cli/report/intents";
import { parseIntents } from "../../../intents/file";
import { run } from "../run";

/** What a real engine has printed of ten edits of a shop in three stacks, and of some other programs. */
const folder = resolve(__dirname, "../../fixtures/previews");
const previews = readdirSync(folder).filter((name) => /\.jsonl?$/.test(name));
const reading = (name: string) => reportOf(readPreview(readFileSync(join(folder, name), "utf8")));

test.each(previews)("%s: the whole page", (name) => {
  const report = reading(name);
  const page = `${markdownReport(report)}\n\n<!-- text -->\n\n${textReport(report)}\n`;
  const file = join(folder, `${basename(name).replace(/\.jsonl?$/, "")}.md`);
  if (process.env["RECORD_PAGES"] !== undefined) writeFileSync(file, page);
  expect(existsSync(file) ? readFileSync(file, "utf8") : "").toBe(page);
});

test.each([
  ["01-ssh-to-the-world", "risky"],
  ["02-http-closed", "closes"],
  ["03-office-moves", "opens"],
  ["07-firewall-off", "risky"],
  ["09-adopts", "closes"],
  ["10-description", "gap"],
])("%s: its level is %s", (name, level) => {
  expect(reading(`${name}.json`).changes.map((change) => change.level)).toEqual([level]);
});

/** A group that is new, with one rule. */
const newGroup = (title: string, more: Readonly<Record<string, unknown>> = {}): Preview["steps"][number] => ({
  op: "create",
  urn: `urn:pulumi:dev::shop::security-groups:waldur:SecurityGroup::${title}`,
  handler: "waldurSecurityGroup",
  title,
  old: undefined,
  new: {
    id: "",
    inputs: { name: title, rules: { "ingress IPv4 tcp 443 from 0.0.0.0/0": {} }, ...more },
    outputs: {},
  },
});
const said = (title: string, text: string): Preview["diagnostics"][number] => ({
  urn: newGroup(title).urn,
  severity: "info",
  text: `${title}: ${text}`,
});

test("the worst comes first", () => {
  const opens = (port: number, from: string) => ({
    rules: { [`ingress IPv4 tcp ${port} from ${from}`]: {} },
  });
  const { changes } = reportOf({
    stack: "dev",
    violations: [],
    steps: [
      newGroup("empty", { rules: {} }),
      newGroup("inner", opens(22, "10.0.0.0/8")),
      newGroup("gap", opens(80, "10.0.0.0/8")),
      newGroup("public"),
      newGroup("ssh", opens(22, "0.0.0.0/0")),
      newGroup("wrong"),
    ],
    diagnostics: [
      said("gap", "opens nothing; closes nothing; not gap-free: the quota is full"),
      { ...said("wrong", "it has a problem"), severity: "error" },
    ],
  });
  expect(changes.map(({ title }) => title)).toEqual(["wrong", "ssh", "public", "gap", "inner", "empty"]);
});

test("of thirty changed groups fewer than sixty lines are seen, the others are folded", () => {
  const names = Array.from({ length: 30 }, (_, at) => `group-${at}`);
  const page = markdownReport(
    reportOf({
      stack: "dev",
      violations: [],
      steps: names.map((name) => newGroup(name)),
      diagnostics: names.flatMap((name) => [
        said(name, "opens tcp 443 from anywhere"),
        { ...said(name, "no rule lets anything out"), severity: "warning" },
      ]),
    }),
  );
  const seen = page.replace(/<details>[^]*?<\/details>/g, "<details/>").split("\n");
  expect(seen.length).toBeLessThan(60);
  for (const name of names) expect(page).toContain(`\`${name}\``);
});

const HOSTILE = 'a|b`<img src=x onerror=alert(1)>"@team #12 [x](http://evil.example) ``` **bold** </details>';

test("names cannot be markup, a mention or a link in Markdown, HTML or Mermaid", () => {
  const report = reportOf({
    stack: "dev",
    violations: [],
    steps: [newGroup(HOSTILE)],
    diagnostics: [{ ...said(HOSTILE, `says ${HOSTILE}`), severity: "warning" }],
  });
  const page = markdownReport(report);
  // Outside of code and of blocks nothing of it is left.
  const outside = page.replace(/^```[^]*?^```$/gm, "").replace(/(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, "");
  for (const part of ["img", "@team", "#12", "evil", "bold"]) expect(outside).not.toContain(part);
  // Each row has as many cells as the head.
  const rows = page.split("\n").filter((line) => line.startsWith("| "));
  expect(rows.map((line) => line.split("|").length)).toEqual(rows.map(() => 6));
  expect(page.match(/<details>/g)).toHaveLength(2);

  const picture = /```mermaid\n([^]*?)\n```/.exec(page)?.[1] ?? "";
  expect(picture).toContain("#60;img src=x");
  expect(picture).not.toMatch(/[<`]/);
  expect(htmlReport(report)).not.toMatch(/<img|<\/details>/);
});

test("rules that are secret are shown in no form, though a preview shows them in plain text", () => {
  const secret = { rules: { "ingress IPv4 tcp 22 from 192.0.2.7/32": {} }, secretInputs: ["rules.peers"] };
  const report = reportOf({
    stack: "dev",
    violations: [],
    steps: [newGroup("web", secret)],
    diagnostics: [said("web", "opens tcp 22")],
  });
  expect(report.changes[0]).toMatchObject({ isSecret: true, opens: "tcp 22", added: [] });
  for (const write of [markdownReport, textReport, htmlReport, JSON.stringify])
    expect(write(report)).not.toContain("192.0.2.7");
});

test("a rule for a group that the same run creates is drawn between both, and another unknown one is only known in up", () => {
  const report = reportOf({
    stack: "dev",
    violations: [],
    steps: [
      newGroup("app"),
      newGroup("db", {
        rules: {
          "ingress IPv4 tcp 5432 from group (unknown app)": {},
          "ingress IPv4 tcp 22 from (unknown 1)": {},
        },
      }),
    ],
    diagnostics: [],
  });
  expect(report.upOnly).toEqual(['db: what "ingress IPv4 tcp 22 from (unknown 1)" allows']);
  expect(markdownReport(report)).toContain('-->|"+ postgresql"|');
});

describe("intents", () => {
  const preview: Preview = {
    stack: "dev",
    steps: [
      newGroup("web"),
      newGroup("db", { rules: { "ingress IPv4 tcp 5432 from group (unknown web)": {} } }),
    ],
    violations: [
      { policy: "intents", text: "db is not reachable from web: tcp 5432: no rule of web lets it out." },
    ],
    diagnostics: [
      { urn: "", severity: "warning", text: "intents: whether db is reachable from app is not known." },
      { urn: "", severity: "error", text: "intents: 2 do not hold:\n  web is open\n  db is open" },
      {
        urn: "",
        severity: "error",
        text: "One or more errors occurred: intents: 2 do not hold:\n  web is open\n  db is open",
      },
      { urn: "", severity: "warning", text: "the tenant is nearly full" },
    ],
  };

  test("are a section with what a program and its policies report, each once", () => {
    const page = textReport(reportOf(preview));
    expect(page.split("\n").filter((line) => !/^(web|db| {2}\+) /.test(line))).toEqual([
      "Security groups of dev: 2 changes (1 opens to the world, 1 opens)",
      "Intents: 3 broken, 1 not known",
      "  not known: whether db is reachable from app is not known",
      "  broken: web is open",
      "  broken: db is open",
      "  broken: db is not reachable from web: tcp 5432: no rule of web lets it out",
      "warning: the tenant is nearly full",
    ]);
    const markdown = markdownReport(reportOf(preview));
    expect(markdown).toContain("**Intents: 3 broken, 1 not known**\n\n- `not known: whether db");
    expect(markdown).toContain("- `the tenant is nearly full`");
    expect(htmlReport(reportOf(preview))).toContain("<h2>Intents: 3 broken, 1 not known</h2>");
  });

  const judged = (yaml: string) =>
    judgedIntents(parseIntents(yaml, "intents.yaml"), "intents.yaml", { preview, kept: [] });

  test("of a file are judged by what the preview would make", () => {
    const state = judged(`
never: [{ from: world, to: db }, { from: world, to: web }]
always: [{ from: world, to: web, service: https }]
`);
    expect(state).toEqual({
      total: 3,
      lines: [
        expect.objectContaining({
          state: "broken",
          text: 'web is reachable from the world: tcp 443, by rule "ingress IPv4 tcp 443 from 0.0.0.0/0" of web',
        }) as unknown,
      ],
    });
    expect(textReport(reportOf(preview, new Map(), state))).toContain("\nIntents: 1 broken, 2 of 3 hold\n");
    expect(textReport(reportOf(preview, new Map(), judged("never: [{ from: world, to: db }]")))).toContain(
      "\nIntents: 1 of 1 hold\n",
    );
  });
});

test("the command writes each form, and refuses another file", async () => {
  const file = join(folder, "01-ssh-to-the-world.json");
  expect((await run(["report", file])).stdout).toMatch(/^Security groups of dev: 1 change/);
  expect((await run(["report", file, "--format", "markdown"])).stdout).toMatch(/^### Security groups of dev/);
  expect((await run(["report", file, "--format", "html"])).stdout).toMatch(/^<!doctype html>/);
  const json = await run(["report", file, "--format", "json"]);
  expect(JSON.parse(json.stdout)).toMatchObject({
    stack: "dev",
    changes: [{ title: "web", level: "risky" }],
  });
  expect(await run(["report", join(folder, "12-problem.json")])).toMatchObject({ exitCode: 2 });
  expect(await run(["report", __filename])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("this is not the output of pulumi preview --json") as unknown,
  });
});
