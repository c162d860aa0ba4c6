import { readFileSync } from "node:fs";
import { resolve } from "node:path";
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

test("the programs of the page about Terraform compile next to a bridged package", () => {
  const page = readFileSync(resolve(__dirname, "../../docs/guides/migrate-from-terraform.md"), "utf8");
  // The bridged package is generated from the registry of Terraform, so its part here is what the page uses of it.
  const bridged = [
    "declare namespace terraform {",
    "  class Provider extends pulumi.ProviderResource {",
    "    constructor(name: string, args: { endpoint: pulumi.Input<string>; token: pulumi.Input<string> });",
    "  }",
    "  class OpenstackInstance extends pulumi.CustomResource {",
    "    constructor(name: string, args: InstanceArgs, options?: pulumi.CustomResourceOptions);",
    "  }",
    "  interface InstanceArgs {",
    "    project: string; offering: string; flavor: string; image: string; systemVolumeSize: number;",
    "    ports: { subnet: string }[]; securityGroups: { url: pulumi.Input<string> }[];",
    "  }",
    "}",
    "declare const projectUrl: string, offeringUrl: string, flavorUrl: string, imageUrl: string, subnetUrl: string;",
    'declare const tiers: ConstructorParameters<typeof TieredApplication>[1]["tiers"];',
    imported("{ TieredApplication }", "components"),
  ];
  const own = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].flatMap(([, source = ""]) => source.split("\n"));
  const program = own.flatMap((line) => {
    if (line.includes('from "waldur"')) return [];
    return line.includes('"pulumi-security-groups/waldur"')
      ? [imported("* as waldur", "provider/waldur")]
      : [line];
  });
  expect(program.length).toBeGreaterThan(25);
  expect(refusedLines([...bridged, ...program])).toEqual([]);
  expect(
    refusedLines([...bridged, ...program.map((line) => line.replace("web.url", "web.address"))]),
  ).toHaveLength(1);
});
