import { dirname, join } from "node:path";
import { findCli } from "../../runner/find-cli";
import { Emulator } from "../emulator";
import { GROUPS, print, printTimes, RULES, rulesOf, times } from "../groups";
import { medians, mediansOfBoth } from "../median";
import { printSizes } from "./sizes";
import { startOf } from "./start";

const root = join(__dirname, "..", "..", "..");
const pluginFolder = join(root, "dist", "plugin");
const plugin = join(pluginFolder, "pulumi-resource-security-groups");

/** The same program in both, so that only the provider mode differs. */
const program = (make: string) => (first: number) => [
  'const pulumi = require("@pulumi/pulumi");',
  'const waldur = require("pulumi-security-groups/waldur");',
  `const rules = ${JSON.stringify(rulesOf(first))};`,
  `for (let at = 0; at < ${GROUPS}; at += 1) ${make};`,
];
const dynamicProgram = program("new waldur.SecurityGroup(`web-${at}`, { rules })");
const nativeProgram = program(
  'new pulumi.CustomResource("security-groups:waldur:SecurityGroup", `web-${at}`, { rules })',
);
const nativeProject = JSON.stringify({
  name: "bench",
  runtime: "nodejs",
  plugins: { providers: [{ name: "security-groups", path: pluginFolder }] },
});

/** Size and times of the native plugin, compared with the dynamic resources. */
export async function benchModes(runs: number): Promise<void> {
  printSizes(join(root, "plugin"), plugin);

  const host = join(dirname(findCli()), "pulumi-resource-pulumi-nodejs");
  const starts = await medians(Math.max(runs, 7), async () => ({
    dynamic: await startOf(host, root),
    native: await startOf(plugin, root),
  }));
  print(`\nstart of the process, milliseconds, medians of ${Math.max(runs, 7)}`);
  print(`  dynamic ${starts.dynamic.toFixed(0)}, native ${starts.native.toFixed(0)}`);

  print(`\n${GROUPS} groups of ${RULES} rules in both provider modes, seconds, medians of ${runs}`);
  const emulator = await Emulator.start({ workers: null, delay: 0, openstackCallTime: 0 });
  const { apiUrl, token, tenantUuid } = emulator.reach;
  const settings = { apiUrl, token: { secret: token }, tenant: tenantUuid, pollInterval: "0.05" };
  const config = (prefix: string) =>
    Object.fromEntries(Object.entries(settings).map(([name, value]) => [prefix + name, value]));
  try {
    const [native, dynamic] = await mediansOfBoth(
      runs,
      () =>
        times(nativeProgram, {
          config: config("security-groups:waldur."),
          files: { "Pulumi.yaml": nativeProject },
        }),
      () => times(dynamicProgram, { config: config("waldur:") }),
    );
    printTimes(native, dynamic, ["native", "dynamic"]);
  } finally {
    await emulator.close();
  }
}
