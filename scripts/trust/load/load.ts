import type { Case, Chapter } from "../chapter";
import { World } from "../fuzz/world";
import { changesFor, groups, limited } from "./memory";
import { lifeOf, type Program } from "./stack";

const manyGroups =
  (count: number): Program =>
  (version) => [
    'const waldur = require("pulumi-security-groups/waldur");',
    `for (let at = 0; at < ${count}; at += 1)`,
    `  new waldur.SecurityGroup(\`web-\${at}\`, { rules: [{ protocol: "tcp", ports: 443 + ${version}, cidr: "10.0.0.0/8" }] });`,
  ];

/** Every rule is another one in the next version. */
const manyRules =
  (count: number, cloud: "waldur" | "e24cloud"): Program =>
  (version) => [
    `const { ${classOf[cloud]} } = require("pulumi-security-groups/${cloud}");`,
    `const rules = Array.from({ length: ${count} }, (_, at) => ({ protocol: "tcp", ports: ${1000 + 10_000 * version} + at, ${peerOf[cloud]}: "10.0.0.0/8" }));`,
    `new ${classOf[cloud]}("web", { rules, lint: "off" });`,
  ];
const classOf = { waldur: "SecurityGroup", e24cloud: "FirewallGroup" } as const;
const peerOf = { waldur: "cidr", e24cloud: "srcAddress" } as const;

/** An hour of changes in each cloud, in parts, so that it can be resumed. */
const [PARTS, MINUTES] = [12, 5];

export const load: Chapter = {
  title: "many groups, many rules, many changes; figures are seconds unless named otherwise",
  async *cases() {
    yield* stackCases({ groups: 1000, rules: 5000 });
    const world = await World.open(limited);
    try {
      for (let part = 1; part <= PARTS; part += 1)
        yield* memoryCases(world, MINUTES, `part ${part} of ${PARTS}`);
    } finally {
      await world.close();
    }
  },
};

/** How much is played, and the environment of the engine. */
interface Size {
  readonly groups: number;
  readonly rules: number;
  readonly env?: Readonly<Record<string, string>>;
}

export function* stackCases({ groups, rules, env = {} }: Size): Generator<Case> {
  const stackCase = (name: string, program: Program): Case => ({
    name,
    row: name,
    run: () => lifeOf(program, env),
  });
  yield stackCase(`${groups} groups in a stack`, manyGroups(groups));
  yield stackCase(`a group of ${rules} rules, Waldur`, manyRules(rules, "waldur"));
  yield stackCase(`a group of ${rules} rules, e24cloud`, manyRules(rules, "e24cloud"));
}

export function* memoryCases(world: World, minutes: number, part: string): Generator<Case> {
  for (const subject of groups) {
    const row = `changes, ${subject.handler}`;
    yield {
      name: `${row}, ${part}`,
      row,
      run: () => changesFor(world, { subject, name: `web, ${part}`, minutes }),
    };
  }
}
