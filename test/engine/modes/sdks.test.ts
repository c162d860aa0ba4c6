import { join } from "node:path";
import { type Clouds, startClouds } from "../harness/clouds";
import { goCommand, OwnProcessStack, pythonCommand, type Resources } from "../harness/own-process";
import { read, repository } from "../harness/pages";
import { nativeMode } from "./provider-mode";

let clouds: Clouds;
const stacks: OwnProcessStack[] = [];
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(async () => {
  await clouds.close();
  for (const stack of stacks.splice(0)) stack.remove();
});

function open(command: readonly string[]): OwnProcessStack {
  const stack = new OwnProcessStack(command, nativeMode.config(clouds));
  stacks.push(stack);
  return stack;
}

const program = (description: string, more: readonly object[]): Resources => ({
  web: [
    "security-groups:waldur:SecurityGroup",
    { rules: [{ protocol: "tcp", ports: 443, cidr: "0.0.0.0/0", description }, ...more] },
  ],
  hidden: [
    "security-groups:waldur:SecurityGroup",
    { rules: [{ protocol: "tcp", ports: 22, cidr: { secret: "198.51.100.77/32" } }] },
  ],
  edge: ["security-groups:e24cloud:FirewallGroup", { rules: [{ direction: "OUT" }], active: true }],
});
const exporters = { protocol: "tcp", ports: "9100-9104", cidr: "10.0.0.0/8" };

const languages = Object.entries({ Python: pythonCommand, Go: goCommand }).flatMap(([language, command]) =>
  command === undefined ? [] : [[language, command] as const],
);

test.each(languages)("a program in %s: up, one rule changed, drift, destroy", async (_language, command) => {
  const stack = open(command);
  const { web } = await stack.up(program("the world", [exporters]));
  expect(clouds.waldur.edits.group(String(web)).rules).toHaveLength(2);
  for (const secret of [clouds.waldur.token, clouds.e24cloud.apiSecret, "198.51.100.77"]) {
    expect(stack.stateFile()).not.toContain(secret);
  }

  const preview = await stack.operate("preview", program("all users", []));
  expect(preview).toContain(`      ~ rules: {
          ~ ingress IPv4 tcp 443 from 0.0.0.0/0       : {
              ~ description: "the world" => "all users"
            }
          - ingress IPv4 tcp 9100-9104 from 10.0.0.0/8: {}
        }`);
  await stack.operate("up", program("all users", []));

  clouds.waldur.edits.addRule(String(web), { protocol: "tcp", port_range_min: 23, port_range_max: 23 });
  await clouds.waldur.edits.backgroundPull();
  expect(await stack.operate("refresh", program("all users", []))).toContain("~ 1 updated");
  await stack.operate("up", program("all users", []));
  expect(clouds.waldur.edits.group(String(web)).rules).toHaveLength(1);

  await stack.operate("destroy", program("all users", []));
  expect(() => clouds.waldur.edits.group(String(web))).toThrow();
});

(pythonCommand === undefined ? test.skip : test)(
  "the example, which is the program of the page",
  async () => {
    const stack = open(pythonCommand ?? []);
    const file = join(repository, "examples/python/__main__.py");
    expect(read("docs/guides/other-languages.md")).toContain(read("examples/python/__main__.py"));
    const { web } = await stack.up(file);
    expect(clouds.waldur.edits.group(String(web)).rules).toHaveLength(4);
    expect(await stack.operate("preview", file)).toContain("3 unchanged");
    await stack.operate("destroy", file);
  },
);
