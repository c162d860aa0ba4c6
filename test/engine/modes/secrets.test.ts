import type { OperationResult } from "../../../scripts/runner/stack";
import { type Clouds, startClouds } from "../harness/clouds";
import { steps, succeeded, useEngine } from "../harness/stacks";
import { useYaml } from "../harness/yaml";
import { providerModes, dynamicMode, nativeMode, type Resources, stackInMode } from "./provider-mode";

useYaml();
const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const ADDRESS = "198.51.100.77";
const office = { secret: `${ADDRESS}/32` };
/** What the user sees, in JSON too; the values in the engine's events are its own affair. */
const shown = (result: OperationResult) =>
  result.stdout + result.stderr + JSON.stringify(steps(result).map(({ detailedDiff }) => detailedDiff));

/** A group with a secret address, and one with a secret member. */
const program = (port: number): Resources => ({
  web: {
    type: "waldur:SecurityGroup",
    args: {
      rules: [
        { protocol: "tcp", ports: port, cidr: office },
        { protocol: "tcp", ports: 443 },
      ],
    },
  },
  rest: { type: "waldur:SecurityGroup", args: {} },
  restRules: {
    type: "waldur:SecurityGroupRules",
    args: { securityGroup: { from: "rest" }, rules: [{ protocol: "tcp", ports: port, cidr: office }] },
  },
  edge: {
    type: "e24cloud:FirewallGroup",
    args: {
      rules: [{ protocol: "tcp", ports: port, srcAddress: office }],
      virtualMachines: [{ secret: clouds.e24cloud.virtualMachines[0] ?? "" }],
    },
  },
});

function hidden(...texts: readonly string[]): void {
  const member = clouds.e24cloud.virtualMachines[0] ?? "";
  for (const secret of [clouds.waldur.token, clouds.e24cloud.apiSecret, ADDRESS, member]) {
    for (const text of texts) expect(text).not.toContain(secret);
  }
}

/** The line of code by which a dynamic resource is found again. */
const golden = (handler: string) =>
  `exports.handler = () => require(\\"pulumi-security-groups/provider\\").${handler};`;

describe.each(providerModes)("$name", (mode) => {
  test("nothing of secret rules, members and settings is in plain text, in the backend's file or on the screen", async () => {
    const { stack, write } = await stackInMode(mode, engine, clouds, program(22));
    hidden(shown(succeeded(await stack.preview({ diff: true }))));
    hidden(shown(succeeded(await stack.up({ diff: true }))), stack.stateFile());
    write(program(2222));
    hidden(shown(succeeded(await stack.preview({ diff: true }))));
    hidden(shown(succeeded(await stack.up({ diff: true }))), stack.stateFile());
    hidden(shown(succeeded(await stack.refresh({ diff: true }))), stack.stateFile());
    expect(stack.stateFile()).not.toMatch(/Authorization|signature/i);
    for (const handler of ["waldurSecurityGroup", "waldurSecurityGroupRules", "e24cloudFirewallGroup"]) {
      expect(stack.stateFile().includes(golden(handler))).toBe(mode === dynamicMode);
    }
    succeeded(await stack.up({ expectNoChanges: true }));
    hidden(shown(succeeded(await stack.destroy())));
  });

  test("rules of others next to secret ones are in state, and not in plain text", async () => {
    const rules = (port: number) => [{ protocol: "tcp", ports: port, cidr: office }];
    const groups = (port: number): Resources => ({
      web: { type: "waldur:SecurityGroup", args: { rules: rules(port) } },
    });
    const others = "203.0.113.99";
    const { stack, write } = await stackInMode(mode, engine, clouds, groups(22));
    succeeded(await stack.up());
    const { webId } = await stack.outputs();
    const dns = { protocol: "udp", port_range_min: 53, port_range_max: 53, remote_ip_prefix: `${others}/32` };
    clouds.waldur.edits.addRule(String(webId), dns);
    await clouds.waldur.edits.backgroundPull();
    write(groups(2222));
    const { stdout } = succeeded(await stack.up());
    expect(stdout).toContain("left alone: ");
    expect(stdout + stack.stateFile()).not.toContain(others);
    succeeded(await stack.up({ expectNoChanges: true }));
    write(groups(22));
    expect(succeeded(await stack.preview()).stdout).not.toContain(others);
    const exported = await stack.command("stack", "export", "--show-secrets");
    expect(exported).toContain("unmanagedRules");
    expect(exported).toContain(others);
  });

  test("nor after a create that failed half-way", async () => {
    clouds.waldur.faults.add({
      level: "openstack",
      method: "POST",
      path: "security-group-rules",
      times: 1,
      when: "before",
      answer: { status: 500, body: { NeutronError: { message: `refused ${ADDRESS}` } } },
    });
    const { web } = program(22);
    const { stack } = await stackInMode(mode, engine, clouds, {
      web: web ?? { type: "waldur:SecurityGroup", args: {} },
    });
    const failed = await stack.up();
    expect(failed.ok).toBe(false);
    expect(failed.stdout + failed.stderr).toContain("OpenStack did not create the group correctly");
    hidden(shown(failed), stack.stateFile());

    succeeded(await stack.up());
    const { webId } = await stack.outputs();
    expect(clouds.waldur.edits.group(String(webId)).rules).toHaveLength(2);
    succeeded(await stack.up({ expectNoChanges: true }));
    hidden(stack.stateFile());
  });

  test("nor after an update that failed half-way and timed out the secret", async () => {
    const rules = (cidr: typeof office | string): Resources => ({
      web: { type: "waldur:SecurityGroup", args: { rules: [{ protocol: "tcp", ports: 22, cidr }] } },
    });
    const { stack, write } = await stackInMode(mode, engine, clouds, rules(office));
    succeeded(await stack.up());
    // The old rule is removed only after the new one exists, so it is live when that fails.
    for (const method of ["POST", "DELETE"]) {
      clouds.waldur.faults.add({
        level: "openstack",
        method,
        path: "security-group-rules",
        times: 1,
        answer: { status: 500, body: { NeutronError: { message: `refused next to ${ADDRESS}` } } },
      });
    }
    write(rules("10.0.0.0/8"));
    const failed = await stack.up();
    expect(failed.ok).toBe(false);
    hidden(shown(failed), stack.stateFile());
    succeeded(await stack.up());
    expect(stack.stateFile()).not.toContain('"formerSecrets":');
    succeeded(await stack.up({ expectNoChanges: true }));
  });
});

test("a rule that becomes secret without any other change is hidden from then on", async () => {
  const rules = (cidr: typeof office | string): Resources => ({
    web: { type: "waldur:SecurityGroup", args: { rules: [{ protocol: "tcp", ports: 22, cidr }] } },
  });
  const { stack, write } = await stackInMode(nativeMode, engine, clouds, rules(office.secret));
  succeeded(await stack.up());
  expect(stack.stateFile()).toContain(ADDRESS);
  write(rules(office));
  clouds.forget();
  succeeded(await stack.up());
  expect(clouds.writes()).toEqual([]);
  hidden(stack.stateFile());
});
