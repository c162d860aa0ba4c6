import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StackValidationArgs } from "@pulumi/policy";
import { intentPolicies } from "../../cli/policy";
import { Evaluator } from "../../intents/evaluate";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "intent-policies-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const WALDUR = "security-groups:waldur:SecurityGroup";
const E24CLOUD = "pulumi-nodejs:dynamic/e24cloud:FirewallGroup";

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly props: object;
  readonly propertyDependencies?: object;
}

/** What the policies of a file say about a stack, each line with its level. */
async function said(yaml: string, resources: readonly Registered[]): Promise<string[]> {
  const file = join(folder, "intents.yaml");
  writeFileSync(file, yaml);
  const lines: string[] = [];
  for (const { enforcementLevel, validateStack } of intentPolicies(file))
    await validateStack({ resources } as unknown as StackValidationArgs, (message) =>
      lines.push(`${String(enforcementLevel)}: ${message}`),
    );
  return lines;
}

/** Properties as the engine passes those that a preview does not know: reading one throws. */
const unknownRules = {
  get rules(): never {
    throw new Error("rules is not known yet");
  },
};

const never = (...intents: readonly string[]) => ["never:", ...intents.map((one) => `  - ${one}`)].join("\n");
const worldToDatabase = "{ from: world, to: database }";
const database = (rules: object, others: object = {}): Registered => ({
  type: WALDUR,
  name: "database",
  props: { id: "5fd1e7be50d341dfbc4bc1f2b4c8ae06", rules, ...others },
});
const open = { "ingress IPv4 tcp 5432 from 0.0.0.0/0": {} };
const inside = { "ingress IPv4 tcp 5432 from 10.0.0.0/8": {} };

test("what is broken is mandatory, what only warns is advisory, and what holds is silent", async () => {
  const yaml = never(worldToDatabase, "{ from: world, to: edge, level: warn }");
  const edge = { type: E24CLOUD, name: "edge", props: { id: "7", rules: {}, active: false } };
  expect(await said(yaml, [database(open), edge])).toEqual([
    'mandatory: database is reachable from the world: tcp 5432, by rule "ingress IPv4 tcp 5432 from 0.0.0.0/0" of database.',
    "advisory: edge is reachable from the world: any, by its firewall, which is off and allows everything (edge).",
  ]);
  expect(await said(yaml, [database(inside), { ...edge, props: { ...edge.props, active: true } }])).toEqual(
    [],
  );
});

test("rules that the program does not have count as they are live", async () => {
  expect(await said(never(worldToDatabase), [database(inside, { unmanagedRules: open })])).toEqual([
    'mandatory: database is reachable from the world: tcp 5432, by rule "ingress IPv4 tcp 5432 from 0.0.0.0/0" of database.',
  ]);
});

test("rules that a preview does not know are reported, or refused", async () => {
  const unknown = { type: WALDUR, name: "database", props: unknownRules };
  expect(await said(never(worldToDatabase), [unknown])).toEqual([
    "advisory: whether database is reachable from the world is not known: it may be, any, by a rule that is not known yet (database). Only pulumi up shows it, or addresses of the ends.",
  ]);
  expect(await said(never("{ from: world, to: database, unknown: error }"), [unknown])).toEqual([
    "mandatory: whether database is reachable from the world is not known: it may be, any, by a rule that is not known yet (database). Only pulumi up shows it, or addresses of the ends.",
  ]);
});

test("no secret rule is named", async () => {
  const lines = await said(never(worldToDatabase), [database(open, { secretInputs: ["rules"] })]);
  expect(lines).toHaveLength(1);
  expect(lines.join()).not.toContain("5432");
});

describe("groups whose ids are not among the outputs", () => {
  const id = "0a".repeat(16);
  const app = { type: WALDUR, name: "app", props: { rules: { "egress IPv4 any to 0.0.0.0/0": {} } } };
  const yaml = "always: [{ from: app, to: database, service: postgresql }]";
  const target = (...rules: Registered[]): Registered => ({
    ...database({ [`ingress IPv4 tcp 5432 from group ${id}`]: {} }),
    propertyDependencies: { rules },
  });

  test("are those that the rules depend on", async () => {
    expect(await said(yaml, [app, target(app)])).toEqual([]);
  });

  test("are not guessed where it may be one of several", async () => {
    const web = { ...app, name: "web" };
    expect((await said(yaml, [app, web, target(app, web)]))[0]).toBe(
      `mandatory: rules name the group ${id}, which may be app or web, whose ids are not in the outputs: pulumi refresh adds them. ` +
        "If a preview of dynamic resources shows this, call intents() in the program instead.",
    );
  });
});

test("both policies judge the stack once", async () => {
  const file = join(folder, "intents.yaml");
  writeFileSync(file, never(worldToDatabase));
  const judged = jest.spyOn(Evaluator.prototype, "verdict");
  for (const { validateStack } of intentPolicies(file))
    await validateStack({ resources: [database(open)] } as unknown as StackValidationArgs, () => undefined);
  expect(judged).toHaveBeenCalledTimes(1);
  judged.mockRestore();
});
