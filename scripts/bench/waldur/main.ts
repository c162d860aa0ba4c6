import { openStack, succeeded } from "../../runner/stack";
import { medians } from "../median";
import { benchProject, programFile } from "../project";
import { rulesFor, serverTimes } from "./bare-script";
import { Emulator } from "../emulator";

const RULES = 3;
/** One worker that takes tasks one after another, two seconds late; a call to OpenStack takes some time. */
const likeRecorded = { workers: 1, delay: 2000, openstackCallTime: 50, fieldTime: 0.35 };
const steps = ["create", "append", "insert", "destroy"] as const;
type StepName = (typeof steps)[number];

/** `create seconds`, `create reads` and so on. */
type Measured = Record<`${StepName} ${"seconds" | "reads" | "writes"}`, number>;

/** How long groups take on the engine compared with the server itself, and with how many requests. */
export async function benchWaldur(
  runs: number,
  sizes: readonly number[] = [20, 100],
  parallel: readonly number[] = [8, 64],
) {
  for (const groups of sizes) {
    const server = await medians(runs, () => serverAlone(groups));
    for (const side of parallel) {
      print(`\n${groups} groups of ${RULES} rules, --parallel ${side}, medians of ${runs}`);
      print("            ours  server   ratio   reads  writes");
      const ours = await medians(runs, () => ourTimes(groups, side));
      for (const step of steps) {
        const [seconds, alone] = [ours[`${step} seconds`], server[step]];
        const requests = [ours[`${step} reads`], ours[`${step} writes`]];
        const cells = [seconds.toFixed(1), alone.toFixed(1), (seconds / alone).toFixed(2), ...requests];
        print(`  ${step.padEnd(8)}${cells.map((cell) => String(cell).padStart(8)).join("")}`);
      }
    }
  }
}

async function serverAlone(groups: number): Promise<Record<StepName, number>> {
  const emulator = await Emulator.start(likeRecorded);
  try {
    return await serverTimes(emulator, groups, RULES);
  } finally {
    await emulator.close();
  }
}

async function ourTimes(groups: number, parallel: number): Promise<Measured> {
  const emulator = await Emulator.start(likeRecorded);
  const project = benchProject(programOf(groups, "create"));
  const { apiUrl, token, tenantUuid } = emulator.reach;
  const config = { "waldur:apiUrl": apiUrl, "waldur:token": { secret: token }, "waldur:tenant": tenantUuid };
  const stack = await openStack({ project: project.folder, config });
  const measured: Partial<Measured> = {};
  const take = async (step: StepName, run: () => Promise<unknown>) => {
    await emulator.forget();
    const start = performance.now();
    await run();
    measured[`${step} seconds`] = (performance.now() - start) / 1000;
    const { reads, writes } = await emulator.requests();
    measured[`${step} reads`] = reads;
    measured[`${step} writes`] = writes;
  };
  try {
    for (const step of ["create", "append", "insert"] as const) {
      project.write(programFile(programOf(groups, step)));
      await take(step, async () => succeeded(await stack.up({ parallel })));
    }
    await take("destroy", async () => succeeded(await stack.destroy({ parallel })));
    return measured as Measured;
  } finally {
    await stack.close();
    await emulator.close();
    project.remove();
  }
}

function programOf(groups: number, step: "create" | "append" | "insert"): string[] {
  const rules = rulesFor[step](RULES).map(({ protocol, from_port, cidr }) => ({
    protocol,
    ports: from_port,
    cidr,
  }));
  return [
    'const waldur = require("pulumi-security-groups/waldur");',
    `const rules = ${JSON.stringify(rules)};`,
    `for (let at = 0; at < ${groups}; at += 1) new waldur.SecurityGroup(\`web-\${at}\`, { rules });`,
  ];
}

const print = (line: string) => process.stdout.write(`${line}\n`);
