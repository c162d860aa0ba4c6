import { readPreview } from "../../../cli/report/preview";
import { reportOf } from "../../../cli/report/model";
import { textReport } from "../../../cli/report/text";
import { type Clouds, startClouds } from "../harness/clouds";
import { succeeded, useEngine } from "../harness/stacks";
import { useYaml } from "../harness/yaml";
import { dynamicMode, nativeMode, type Resources, stackInMode } from "../modes/provider-mode";

useYaml();
const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const https = { protocol: "tcp", ports: 443, cidr: "0.0.0.0/0" };
const ssh = { protocol: "tcp", ports: 22, cidr: "203.0.113.0/24" };
const program = (...rules: (typeof https)[]): Resources => ({
  web: { type: "waldur:SecurityGroup", args: { rules } },
});

const EXPECTED = [
  "Security groups of dev: 1 change (1 opens what lint reports)",
  "web (changed): opens tcp 22 from 0.0.0.0/0 (203.0.113.0/24 had it); closes nothing; gap-free",
  '  warning: "ingress IPv4 tcp 22 from 0.0.0.0/0" opens ssh to the world: name the networks that need it',
  "  + ingress IPv4 tcp 22 from 0.0.0.0/0",
  "  - ingress IPv4 tcp 22 from 203.0.113.0/24",
];
const before = program(https, ssh);
const after = program(https, { ...ssh, cidr: "0.0.0.0/0" });
const linesOf = (text: string) =>
  textReport(reportOf(readPreview(text)))
    .split("\n")
    .filter((line) => !/lets anything out|from \$PATH at/.test(line));

test("what pulumi preview --json prints, of the plugin", async () => {
  const { stack, write } = await stackInMode(nativeMode, engine, clouds, before);
  succeeded(await stack.up());
  write(after);
  expect(linesOf(await stack.command("preview", "--json"))).toEqual(EXPECTED);
});

test("the events of the engine, of dynamic resources", async () => {
  const { stack, write } = await stackInMode(dynamicMode, engine, clouds, before);
  succeeded(await stack.up());
  write(after);
  const { events } = succeeded(await stack.preview());
  expect(linesOf(events.map((one) => JSON.stringify(one)).join("\n"))).toEqual(EXPECTED);
});
