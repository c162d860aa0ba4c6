import type { ResourceHandlers } from "../../provider/kit/handlers";
import { firewallGroup } from "../../provider/e24cloud/firewall-group/definition";
import { securityGroup } from "../../provider/waldur/security-group/definition";
import { type BenchRule, checkShapes } from "./check-shapes";

const settings: Readonly<Record<string, string>> = {
  "waldur:apiUrl": "http://127.0.0.1:1",
  "waldur:token": "0".repeat(40),
  "waldur:tenant": "1".repeat(32),
  "e24cloud:endpoint": "http://127.0.0.1:1",
  "e24cloud:apiKey": "key",
  "e24cloud:apiSecret": "secret",
};

interface Cloud {
  readonly handlers: ResourceHandlers;
  readonly rule: (rule: BenchRule) => object;
}

const clouds: Readonly<Record<string, Cloud>> = {
  waldur: {
    handlers: securityGroup(),
    rule: ({ from, to, cidr }) => ({ protocol: "tcp", ports: `${from}-${to}`, cidr }),
  },
  e24cloud: {
    handlers: firewallGroup(),
    rule: ({ from, to, cidr }) => ({
      direction: "IN",
      protocol: "TCP",
      ports: `${from}-${to}`,
      cidrs: [cidr],
    }),
  },
};

/** What a preview costs for a group whose rules all change: check and diff, without a server. */
export async function benchChecks(sizes: readonly number[] = [250, 500, 1000]): Promise<void> {
  for (const [name, { handlers, rule }] of Object.entries(clouds)) {
    handlers.configure({ get: (key) => settings[key] });
    for (const [shape, make] of Object.entries(checkShapes)) {
      process.stdout.write(`\npreview, ${name}, ${shape}, all rules changed\n`);
      let before: number | undefined;
      for (const size of sizes) {
        const olds = await checked(handlers, {}, make(size, 0).map(rule));
        const start = performance.now();
        const news = await checked(handlers, olds, make(size, 1).map(rule));
        await handlers.diff("2".repeat(32), olds, news);
        const cost = performance.now() - start;
        const growth = before === undefined ? "" : `time x${(cost / before).toFixed(1)}`;
        process.stdout.write(
          `${String(size).padStart(8)} rules ${cost.toFixed(0).padStart(7)} ms   ${growth}\n`,
        );
        before = cost;
      }
    }
  }
}

async function checked(handlers: ResourceHandlers, olds: object, rules: object[]) {
  const context = { print: () => undefined };
  const { inputs, failures } = await handlers.check(
    { ...olds },
    { name: "bench", adopt: undefined, rules },
    context,
  );
  if (failures.length > 0) throw new Error(failures.join("\n"));
  return inputs;
}
