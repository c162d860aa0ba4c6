import { startE24cloudSandbox } from "../../sandbox/e24cloud";
import type { ResourceHandlers } from "../../provider/kit/handlers";
import { E24cloudClient } from "../../provider/e24cloud/api/client";
import { readE24cloudSettings } from "../../provider/e24cloud/api/settings";
import { firewallGroup } from "../../provider/e24cloud/firewall-group/definition";
import { medians } from "./median";

const RULES = 1000;
const context = { print: () => undefined };

/** One group of many rules, compared with the same calls sent by a bare client one after another. */
export async function benchE24cloud(runs: number): Promise<void> {
  print(`\none group of ${RULES} rules, seconds compared with bare calls, medians of ${runs}`);
  const { bare, ...ours } = await medians(runs, times);
  print("                     ours    bare   ratio");
  for (const [step, seconds] of Object.entries(ours)) {
    const cells = [seconds.toFixed(1), bare.toFixed(1), (seconds / bare).toFixed(2)];
    print(`  ${step.padEnd(15)}${cells.map((cell) => cell.padStart(8)).join("")}`);
  }
}

async function times(): Promise<Record<"create" | "change of all" | "bare", number>> {
  const sandbox = await startE24cloudSandbox({ defaultRules: "none" });
  const { endpoint, apiKey, apiSecret } = sandbox;
  const values: Readonly<Record<string, string>> = {
    "e24cloud:endpoint": endpoint,
    "e24cloud:apiKey": apiKey,
    "e24cloud:apiSecret": apiSecret,
  };
  const config = { get: (key: string) => values[key] };
  const handlers: ResourceHandlers = firewallGroup();
  handlers.configure(config);
  const checked = async (first: number) => {
    const rules = Array.from({ length: RULES }, (_, at) => ({
      protocol: "tcp",
      ports: first + at,
      srcAddress: "10.0.0.0/8",
    }));
    return (await handlers.check({}, { name: "big", rules }, context)).inputs;
  };
  try {
    const [old, wanted] = [await checked(1000), await checked(20_000)];
    let id = "";
    const create = await time(async () => ({ id } = await handlers.create(old, context)));
    const change = await time(() => handlers.update(id, old, wanted, context));
    const client = E24cloudClient.for(readE24cloudSettings(config));
    const [group] = await client.create("bare");
    const bare = await time(async () => {
      for (let at = 0; at < RULES; at += 1) await client.addRule(group?.id ?? "", { direction: "IN" });
    });
    return { create, "change of all": change, bare };
  } finally {
    await sandbox.close();
  }
}

async function time(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return (performance.now() - start) / 1000;
}

const print = (line: string) => process.stdout.write(`${line}\n`);
