import { comment } from "./ascii";
import { SELF } from "../../provider/waldur/rule/fields";
import { array, call, type Field, object, type Piece, print, string, text } from "./layout";
import { type Declaration, fieldsOf, lacks, type Plan } from "./plan";
import type { Recogniser, Statement } from "./recognise";

const CLASSES = { waldur: "waldur.SecurityGroup", e24cloud: "e24cloud.FirewallGroup" } as const;

/** A program that adopts groups as they are. */
export function typescriptProgram(plan: Plan, recogniser: Recogniser): string {
  const { declarations } = plan;
  const clouds = [...new Set(declarations.map(({ group }) => group.cloud))].toSorted();
  const tenants = new Set(
    declarations.flatMap(({ group }) => (group.cloud === "waldur" ? group.tenant : [])),
  );
  const [tenant] = tenants;
  const context: Context = {
    variables: new Map(
      declarations.filter(({ isNamed }) => isNamed).map(({ group, names }) => [group.id, names.variable]),
    ),
    tenant: tenants.size === 1 ? tenant : undefined,
    recogniser,
  };
  const parts = [
    [
      ...(clouds.length === 0 ? ["export {};"] : []),
      ...clouds.map((cloud) => `import * as ${cloud} from "pulumi-security-groups/${cloud}";`),
    ].join("\n"),
    [...INTRODUCTION, ...lacks(plan).map(commentLine)].join("\n"),
    ...(context.tenant === undefined ? [] : [`const tenant = ${print(string(context.tenant))};`]),
    ...declarations.map((one) => declaration(one, context)),
  ];
  return `${parts.join("\n\n")}\n`;
}

const INTRODUCTION = [
  "// Groups that existed before this program, adopted as they are. The first pulumi up changes no rule.",
  "// retainOnDelete keeps them at a destroy; remove it if the program should own them.",
];

const commentLine = (line: string) => `// ${comment(line)}`;

interface Context {
  /** Variables by the ids of the groups that they hold. */
  readonly variables: ReadonlyMap<string, string>;
  /** The tenant of all groups, where it is one. */
  readonly tenant: string | undefined;
  readonly recogniser: Recogniser;
}

function declaration(one: Declaration, context: Context): string {
  const { kind, group, names, isNamed, hasRules } = one;
  const begin = isNamed ? `const ${names.variable} = ` : "";
  const rules: Field[] = hasRules ? [["rules", rulesOf(one, context)]] : [];
  const made =
    kind === "rules"
      ? call(
          "new waldur.SecurityGroupRules",
          string(names.resource),
          // The groups stay, and so do their rules.
          object(
            [["securityGroup", text(names.variable)], ...rules, ["onDestroy", string("keep")]],
            EXPANDED,
          ),
        )
      : call(
          `new ${CLASSES[group.cloud]}`,
          string(names.resource),
          object([...tenantField(one, context), ...fields(group), ...rules], EXPANDED),
          object([["retainOnDelete", text("true")]]),
        );
  return `${begin}${print(made)};`;
}

const EXPANDED = { expanded: true };

function tenantField({ group }: Declaration, { tenant }: Context): Field[] {
  if (group.cloud !== "waldur") return [];
  return tenant === undefined ? [["tenant", string(group.tenant)]] : [["tenant"]];
}

const fields = (group: Declaration["group"]): Field[] =>
  Object.entries(fieldsOf(group)).map(([name, value]) => [
    name,
    typeof value === "string" ? string(value) : array(value.map(string)),
  ]);

function rulesOf({ group }: Declaration, { variables, recogniser }: Context): Piece {
  const peer = (id: string) => {
    const variable = variables.get(id);
    return variable === undefined ? string(id) : text(variable);
  };
  const statements = recogniser.statements(group).map((one) => statement(one, group.cloud, peer));
  const [only] = statements;
  // An array of nothing but one preset is the preset.
  return statements.length === 1 && only?.kind === "call" && only.callee.startsWith("...")
    ? { ...only, callee: only.callee.slice(3) }
    : array(statements, EXPANDED);
}

function statement(one: Statement, cloud: string, peer: (id: string) => Piece): Piece {
  if (one.kind === "rule") {
    return object(
      Object.entries(one.rule).map(([name, value]): Field => [
        name,
        name === "remoteGroup" && value !== SELF
          ? peer(String(value))
          : typeof value === "string"
            ? string(value)
            : text(JSON.stringify(value)),
      ]),
    );
  }
  const { name, side, peers, description } = one;
  const [only] = peers;
  const end = peers.length === 1 && only !== undefined ? peer(only) : array(peers.map(peer));
  const args: Field[] = [
    ...(peers.length === 0 ? [] : [[side, end] as const]),
    ...(description === "" ? [] : [["description", string(description)] as const]),
  ];
  return call(`...${cloud}.allow.${name}`, ...(args.length === 0 ? [] : [object(args)]));
}
