import { join, resolve } from "node:path";
import ts from "typescript";

/** What a compiler refuses, without `exactOptionalPropertyTypes`, which programs cannot be expected to have. */

const dist = resolve(__dirname, "../../dist");
const FILE = join(__dirname, "program.ts");

/** The lines of a program at which the compiler complains. */
function refused(lines: readonly string[]): string[] {
  const text = [
    `import { allow, anywhere, SecurityGroup, type AllowArgs } from ${JSON.stringify(join(dist, "provider/waldur"))};`,
    `import * as e24cloud from ${JSON.stringify(join(dist, "provider/e24cloud"))};`,
    `import { Bastion } from ${JSON.stringify(join(dist, "components"))};`,
    "declare const office: string | undefined; declare const args: AllowArgs;",
    ...lines,
  ].join("\n");
  const options = { strict: true, noEmit: true, skipLibCheck: true, module: ts.ModuleKind.Node16, types: [] };
  const host = ts.createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    name === FILE ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);
  const program = ts.createProgram([FILE], options, host);
  return ts.getPreEmitDiagnostics(program).flatMap(({ file, start = 0 }) => {
    if (file?.fileName !== FILE) return [];
    return [text.split("\n")[file.getLineAndCharacterOfPosition(start).line] ?? ""];
  });
}

test("a preset's source that may be undefined, what is misspelled; not what says what is meant", () => {
  const wrong = [
    "allow.htps();",
    'new SecurityGroup("web", { rulez: [] });',
    'new SecurityGroup("web", { rules: [{ direction: "in" }] });',
    "allow.grafana({ from: office });",
    "allow.grafana({ from: [office] });",
    "allow.grafana({ from: args.from });",
    "allow.grafana({ from: null });",
    "allow.egress({ to: office });",
    'allow.grafana({ form: "10.0.0.0/8" });',
    'allow.grafana({ from: "10.0.0.0/8", descripton: "typo" });',
    "e24cloud.allow.ssh({ from: office });",
    'new Bastion("admin", { fromCidrs: [office] });',
    'new Bastion("admin", { fromCidrs: "203.0.113.0/24" });',
  ];
  const right = [
    "allow.grafana();",
    "allow.grafana({});",
    "allow.grafana(args);",
    "allow.grafana({ from: office ?? anywhere });",
    "allow.grafana({ from: args.from ?? anywhere, description: args.description });",
    "allow.grafana({ ...(office && { from: office }) });",
    'allow.grafana({ from: ["10.0.0.0/8", "self"], to: "10.0.0.0/8" });',
    "e24cloud.allow.ssh({ from: office ?? e24cloud.anywhere });",
  ];
  expect(refused([...right, ...wrong])).toEqual(wrong);
});
