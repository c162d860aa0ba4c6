import { join, resolve } from "node:path";
import ts from "typescript";

/** What an editor shows while a program is written: mistakes, and what presets open. */

const dist = resolve(__dirname, "../../dist");
const FILE = join(__dirname, "program.ts");

function compiled(lines: readonly string[]) {
  const text = [
    `import * as waldur from ${JSON.stringify(join(dist, "provider/waldur"))};`,
    `import * as e24cloud from ${JSON.stringify(join(dist, "provider/e24cloud"))};`,
    "declare const group: waldur.SecurityGroup; declare const found: waldur.SecurityGroupInfo;",
    ...lines,
  ].join("\n");
  const options = { strict: true, noEmit: true, skipLibCheck: true, module: ts.ModuleKind.Node16, types: [] };
  const host = ts.createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    name === FILE ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);
  return { text, program: ts.createProgram([FILE], options, host) };
}

/** The lines at which the compiler complains. */
function refused(lines: readonly string[]): string[] {
  const { text, program } = compiled(lines);
  return ts.getPreEmitDiagnostics(program).flatMap(({ file, start = 0 }) => {
    if (file?.fileName !== FILE) return [];
    return [text.split("\n")[file.getLineAndCharacterOfPosition(start).line] ?? ""];
  });
}

const inWaldur = (rule: string) => `new waldur.SecurityGroup("web", { rules: [${rule}] });`;
const inE24cloud = (rule: string) => `new e24cloud.FirewallGroup("web", { rules: [${rule}] });`;

test("the compiler refuses what a preview would refuse, and nothing else", () => {
  const right = [
    inWaldur('{ protocol: "tcp", ports: 22, cidr: "10.0.0.0/8" }'),
    inWaldur(
      '{ protocol: "ESP", remoteGroup: group }, { protocol: 50, peer: group.id }, { protocol: "112" }',
    ),
    inWaldur("...Object.values(found.rules), ...waldur.allow.ssh()"),
    inE24cloud('{ protocol: "tcp", ports: "8080-8089" }, ...e24cloud.allow.ssh()'),
  ];
  const wrong = [
    inWaldur('{ protocol: "tcp", ports: 22, cidr: "10.0.0.0/8", remoteGroup: group }'),
    inWaldur('{ protocol: "tcp", cidr: "10.0.0.0/8", cidrs: ["10.0.0.0/8"] }'),
    inWaldur('{ protocol: "tpc", ports: 22 }'),
    inWaldur('{ protocol: "tcp", port: 22 }'),
    inWaldur('{ direction: "IN", protocol: "tcp" }'),
    inWaldur("...e24cloud.allow.ssh()"),
    inE24cloud('{ protocol: "tpc", ports: 22 }'),
    inE24cloud("...waldur.allow.ssh()"),
    'new waldur.SecurityGroup("web", { rulez: [] });',
    "waldur.allow.htps();",
  ];
  expect(refused([...right, ...wrong])).toEqual(wrong);
});

test.each([
  ["waldur", "https", "tcp 443."],
  ["waldur", "dns", "tcp 53 and udp 53."],
  ["e24cloud", "ipsec", "udp 500, 4500, esp and ah."],
])("the preset %s.allow.%s says what it opens", (cloud, preset, ports) => {
  const { program } = compiled([`${cloud}.allow.${preset};`]);
  const checker = program.getTypeChecker();
  const statement = program.getSourceFile(FILE)?.statements.at(-1);
  if (statement === undefined || !ts.isExpressionStatement(statement)) throw new Error("no expression");
  const { expression } = statement;
  if (!ts.isPropertyAccessExpression(expression)) throw new Error("no property");
  const symbol = checker.getSymbolAtLocation(expression.name);
  expect(ts.displayPartsToString(symbol?.getDocumentationComment(checker))).toBe(ports);
});
