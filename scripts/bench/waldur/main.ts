import { openStack, succeeded } from "../../runner/stack";
import { benchProject, programFile } from "../project";
import { rulesFor, serverTimes } from "./bare-script";
import { Emulator } from "../emulator";

const RULES = 3;
/** One worker that takes tasks one after another, two seconds late; a call to OpenStack takes some time. */
const likeRecorded = { workers: 1, delay: 2000, openstackCallTime: 50 };
const steps = ["create", "append", "insert", "destroy"] as const;
type StepName = (typeof steps)[number];

interface Measured {
  readonly seconds: number;
  readonly reads: number;
  readonly writes: number;
}

/** How long groups take on the engine beside what the server itself takes, and with how many requests. */
export async function benchWaldur(
  sizes: readonly number[] = [20, 100],
  parallel: readonly number[] = [8, 64],
) {
  for (const groups of sizes) {
    const emulator = await Emulator.start(likeRecorded);
    const server = await serverTimes(emulator, groups, RULES);
    await emulator.close();
    for (const side of parallel) {
      print(`\n${groups} groups of ${RULES} rules, --parallel ${side}`);
      print("            ours  server   ratio   reads  writes");
      const ours = await ourTimes(groups, side);
      for (const step of steps) {
        const { seconds, reads, writes } = ours[step];
        const alone = server[step] ?? 0;
        const cells = [seconds.toFixed(1), alone.toFixed(1), (seconds / alone).toFixed(2), reads, writes];
        print(`  ${step.padEnd(8)}${cells.map((cell) => String(cell).padStart(8)).join("")}`);
      }
    }
  }
}

async function ourTimes(groups: number, parallel: number): Promise<Record<StepName, Measured>> {
  const emulator = await Emulator.start(likeRecorded);
  const project = benchProject(programOf(groups, "create"));
  const { apiUrl, token, tenantUuid } = emulator.reach;
  const config = { "waldur:apiUrl": apiUrl, "waldur:token": { secret: token }, "waldur:tenant": tenantUuid };
  const stack = await openStack({ project: project.folder, config });
  const measured = async (run: () => Promise<unknown>): Promise<Measured> => {
    await emulator.forget();
    const start = performance.now();
    await run();
    const seconds = (performance.now() - start) / 1000;
    return { seconds, ...(await emulator.requests()) };
  };
  const up = (step: "create" | "append" | "insert") => {
    project.write(programFile(programOf(groups, step)));
    return measured(async () => succeeded(await stack.up({ parallel })));
  };
  try {
    return {
      create: await up("create"),
      append: await up("append"),
      insert: await up("insert"),
      destroy: await measured(async () => succeeded(await stack.destroy({ parallel }))),
    };
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
