import { mediansOfBoth } from "../median";
import { Emulator } from "../emulator";
import { GROUPS, print, printTimes, RULES, rulesOf, times } from "../groups";

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

/** How the engine keeps its state: at every step, as it does by itself, or at the end only. */
const waysToKeepState: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "state written at every step": {},
  "state written at the end": { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" },
};

/** The time that groups take on the engine, compared with a provider that does nothing; the server answers at once. */
export async function benchEngine(runs: number): Promise<void> {
  print(
    `\n${GROUPS} groups of ${RULES} rules, seconds compared with a provider that does nothing, medians of ${runs}`,
  );
  const emulator = await Emulator.start({ workers: null, delay: 0, openstackCallTime: 0 });
  const { apiUrl, token, tenantUuid } = emulator.reach;
  const config = {
    "waldur:apiUrl": apiUrl,
    "waldur:token": { secret: token },
    "waldur:tenant": tenantUuid,
    "waldur:pollInterval": "0.05",
  };
  const files = { "idle.js": idleHandler.join("\n") };
  try {
    for (const [way, env] of Object.entries(waysToKeepState)) {
      const [ours, idle] = await mediansOfBoth(
        runs,
        () => times(ourProgram, { config, env }),
        () => times(idleProgram, { files, env }),
      );
      print(`\n${way}`);
      printTimes(ours, idle, ["ours", "idle"]);
    }
  } finally {
    await emulator.close();
  }
}
