import { Document, Scalar, visit } from "yaml";
import { comment, FOREIGN, inYaml } from "./ascii";
import { nativeTypeOf } from "../../provider/kit/resource-types";
import { SELF } from "../../provider/waldur/rule/fields";
import type { Group } from "../groups/group";
import { type Declaration, fieldsOf, lacks, type Plan } from "./plan";
import { plainRules } from "./recognise";

const TYPES = {
  waldur: nativeTypeOf("waldurSecurityGroup"),
  e24cloud: nativeTypeOf("e24cloudFirewallGroup"),
  rules: nativeTypeOf("waldurSecurityGroupRules"),
} as const;

/** A `Pulumi.yaml` that takes groups over as they are, through the native plugin. */
export function yamlProgram(plan: Plan, project: string): string {
  const { declarations } = plan;
  const keys = new Map(
    declarations
      .filter(({ kind }) => kind === "group")
      .map(({ group, names }) => [group.id, names.variable] as const),
  );
  const resources = declarations.map((one) => [keyOf(one), resource(one, keys)] as const);
  const comments = [
    "Groups that existed before this program, adopted as they are. The first pulumi up changes no rule.",
    "retainOnDelete keeps them at a destroy; remove it if the program should own them.",
    ...lacks(plan),
  ];
  const program = { name: project, runtime: "yaml", resources: Object.fromEntries(resources) };
  return comments.map((line) => `# ${comment(line)}\n`).join("") + inAscii(program);
}

/**
 * The program as every reader of YAML understands it, those of version 1.1 included, in ASCII: some break lines at
 * characters at which others don't.
 */
function inAscii(program: object): string {
  const document = new Document(program, { version: "1.1" });
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === "string" && FOREIGN.test(node.value)) {
        node.value = node.value.toWellFormed();
        node.type = Scalar.QUOTE_DOUBLE;
      }
    },
  });
  const lines = document.toString({ lineWidth: 0, doubleQuotedAsJSON: true }).split("\n");
  return lines.map(inYaml).join("\n");
}

const keyOf = ({ kind, names }: Declaration) =>
  kind === "rules" ? `${names.variable}Rules` : names.variable;

function resource(one: Declaration, keys: ReadonlyMap<string, string>): object {
  const { kind, group, hasRules } = one;
  const reference = (id: string) => {
    const key = keys.get(id);
    return key === undefined ? id : `\${${key}.id}`;
  };
  const rules = hasRules ? { rules: plainRules(group).map((rule) => withReference(rule, reference)) } : {};
  if (kind === "rules") {
    const properties = { securityGroup: reference(group.id), ...rules, onDestroy: "keep" };
    return { type: TYPES.rules, ...resourceName(one), properties };
  }
  return {
    type: TYPES[group.cloud],
    ...resourceName(one),
    properties: { ...tenantOf(group), ...literals(fieldsOf(group)), ...rules },
    options: { retainOnDelete: true },
  };
}

/** Names cannot hold what looks like a reference, in whatever way it is written; the key stands for such a one. */
const resourceName = ({ names }: Declaration) =>
  names.resource.includes("${") ? {} : { name: names.resource };

const tenantOf = (group: Group) => (group.cloud === "waldur" ? { tenant: group.tenant } : {});

function withReference(rule: object, reference: (id: string) => string): object {
  return Object.fromEntries(
    Object.entries(rule).map(([name, value]: [string, unknown]) => {
      if (typeof value !== "string") return [name, value];
      return [name, name === "remoteGroup" && value !== SELF ? reference(value) : literal(value)];
    }),
  );
}

/** A string in which Pulumi must not interpolate references. */
const literal = (text: string) => text.replaceAll("${", () => "$${");

const literals = (fields: Readonly<Record<string, string | readonly string[]>>) =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === "string" ? literal(value) : value]),
  );
