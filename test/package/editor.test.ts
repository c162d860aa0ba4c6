import ts from "typescript";
import { compiled, imported, refusedLines } from "./typescript-program";

/** What an editor shows while a program is written: mistakes, and what presets open. */

const head = [
  imported("* as waldur", "provider/waldur"),
  imported("* as e24cloud", "provider/e24cloud"),
  "declare const group: waldur.SecurityGroup; declare const found: waldur.SecurityGroupInfo;",
];

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
  expect(refusedLines([...head, ...right, ...wrong])).toEqual(wrong);
});

test.each([
  ["waldur", "https", "tcp 443."],
  ["waldur", "dns", "tcp 53 and udp 53."],
  ["e24cloud", "ipsec", "udp 500, 4500, esp and ah."],
])("the preset %s.allow.%s says what it opens", (cloud, preset, ports) => {
  const { program, source } = compiled([...head, `${cloud}.allow.${preset};`]);
  const checker = program.getTypeChecker();
  const statement = source?.statements.at(-1);
  if (statement === undefined || !ts.isExpressionStatement(statement)) throw new Error("no expression");
  const { expression } = statement;
  if (!ts.isPropertyAccessExpression(expression)) throw new Error("no property");
  const symbol = checker.getSymbolAtLocation(expression.name);
  expect(ts.displayPartsToString(symbol?.getDocumentationComment(checker))).toBe(ports);
});
