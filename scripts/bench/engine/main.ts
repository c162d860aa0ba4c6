import { openStack, type Stack, succeeded } from "../../runner/stack";
import { medians } from "../median";
import { benchProject, programFile } from "../project";
import { Emulator } from "../emulator";

const GROUPS = 200;
const RULES = 10;
const steps = ["create", "nothing to do", "one rule each", "refresh", "destroy"] as const;
type Times = Record<(typeof steps)[number], number>;

const rulesOf = (first: number) =>
  Array.from({ length: RULES }, (_, at) => ({
    protocol: "tcp",
    ports: at === 0 ? first : 1000 + at,
    cidr: "10.0.0.0/8",
  }));

/** A provider that does nothing, with the same inputs, as the least that any dynamic provider takes. */
const idleHandler = [
  "let made = 0;",
  "exports.handler = () => ({",
  "  check: async (olds, news) => ({ inputs: news }),",
  "  diff: async (id, olds, news) => ({ changes: JSON.stringify(olds.rules) !== JSON.stringify(news.rules) }),",
  "  create: async (inputs) => ({ id: `group-${(made += 1)}`, outs: inputs }),",
  "  read: async (id, props) => ({ id, props }),",
  "  update: async (id, olds, news) => ({ outs: news }),",
  "  delete: async () => undefined,",
  "});",
];

const idleProgram = (first: number) => [
  'const pulumi = require("@pulumi/pulumi");',
  `const __provider = 'exports.handler = () => require(${JSON.stringify("./idle")}).handler();';`,
  `const rules = ${JSON.stringify(rulesOf(first))};`,
  `for (let at = 0; at < ${GROUPS}; at += 1)`,
  '  new pulumi.CustomResource("pulumi-nodejs:dynamic/idle:Group", `web-${at}`, { rules, __provider });',
];

const ourProgram = (first: number) => [
  'const waldur = require("pulumi-security-groups/waldur");',
  `const rules = ${JSON.stringify(rulesOf(first))};`,
  `for (let at = 0; at < ${GROUPS}; at += 1) new waldur.SecurityGroup(\`web-\${at}\`, { rules });`,
];

/** What groups take on the engine beside a provider that does nothing; the server answers at once. */
export async function benchEngine(runs: number): Promise<void> {
  print(
    `\n${GROUPS} groups of ${RULES} rules, seconds beside a provider that does nothing, medians of ${runs}`,
  );
  const emulator = await Emulator.start({ workers: null, delay: 0, openstackCallTime: 0 });
  const { apiUrl, token, tenantUuid } = emulator.reach;
  const config = {
    "waldur:apiUrl": apiUrl,
    "waldur:token": { secret: token },
    "waldur:tenant": tenantUuid,
    "waldur:pollInterval": "0.05",
  };
  try {
    const idle = await medians(runs, () => times(idleProgram, {}));
    const ours = await medians(runs, () => times(ourProgram, config));
    print("                    ours    idle   ratio");
    for (const step of steps) {
      const cells = [ours[step].toFixed(1), idle[step].toFixed(1), (ours[step] / idle[step]).toFixed(2)];
      print(`  ${step.padEnd(15)}${cells.map((cell) => cell.padStart(8)).join("")}`);
    }
  } finally {
    await emulator.close();
  }
}

async function times(
  program: (first: number) => string[],
  config: Parameters<Stack["configure"]>[0],
): Promise<Times> {
  const project = benchProject(program(443)).write({ "idle.js": idleHandler.join("\n") });
  const stack = await openStack({ project: project.folder, config });
  const time = async (run: () => ReturnType<Stack["up"]>) => {
    const start = performance.now();
    succeeded(await run());
    return (performance.now() - start) / 1000;
  };
  try {
    const create = await time(() => stack.up());
    const nothing = await time(() => stack.up());
    project.write(programFile(program(444)));
    const changed = await time(() => stack.up());
    const refresh = await time(() => stack.refresh());
    const destroy = await time(() => stack.destroy());
    return { create, "nothing to do": nothing, "one rule each": changed, refresh, destroy };
  } finally {
    await stack.close();
    project.remove();
  }
}

const print = (line: string) => process.stdout.write(`${line}\n`);
