import type { ResourceHandlers } from "../../../../provider/kit/handlers";
import { securityGroup } from "../../../../provider/waldur/security-group/definition";
import { securityGroupRules } from "../../../../provider/waldur/security-group-rules/definition";
import type { WaldurSandbox } from "../../../../sandbox/waldur";
import { crudFor, enforced, ManagedResource, settingsFor, startSandbox } from "../sandbox";

let sandbox: WaldurSandbox;
let id: string;
beforeEach(async () => {
  jest.spyOn(console, "log").mockImplementation(() => undefined);
  sandbox = await startSandbox();
  const made = new ManagedResource(crudFor(settingsFor(sandbox)), "made");
  await made.up({ rules: [{ protocol: "tcp", ports: 443 }] });
  ({ id } = made);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await sandbox.close();
});

/** Imports, and checks what is imported as the program that Pulumi writes of it. */
async function imported(handlers: ResourceHandlers) {
  const settings: Record<string, string> = settingsFor(sandbox);
  handlers.configure({ get: (key) => settings[key] });
  const lines: string[] = [];
  const context = { print: (line: string) => void lines.push(line) };
  const found = await handlers.import(id, "web", context);
  const { inputs = {}, outs = {} } = found ?? {};
  const { inputs: checked, failures } = await handlers.check(inputs, inputs, context);
  const { changes } = await handlers.diff(id, outs, checked);
  return { inputs, outs, failures, changes, lines, checked };
}

const https = "ingress IPv4 tcp 443 from 0.0.0.0/0";

test.each(["sctp", "udplite", "dccp"])("a group with a rule of %s with ports", async (protocol) => {
  sandbox.edits.addRule(id, { protocol, port_range_min: 7, port_range_max: 7 });
  await sandbox.edits.backgroundPull();
  const key = `ingress IPv4 ${protocol} 7 from 0.0.0.0/0`;

  // Is imported without its rules.
  const group = await imported(securityGroup());
  expect(group).toMatchObject({ failures: [], changes: false });
  expect([group.inputs["rules"], group.outs["rules"]]).toEqual([undefined, undefined]);
  expect(group.lines).toEqual([
    expect.stringMatching(
      new RegExp(
        `^warning: .*no program can have the rule "${key}" \\(.*imported without its rules.*write rules in`,
      ),
    ),
  ]);

  // What the warning says, followed: the preview says what closes.
  const crud = crudFor(settingsFor(sandbox));
  const stack = new ManagedResource(crud, "made");
  stack.state = { id, inputs: group.checked, outputs: group.outs };
  const said = jest.spyOn(console, "log").mockImplementation(() => undefined);
  expect(await stack.up({ name: "made", rules: [{ protocol: "tcp", ports: 443 }] })).toBe("updated");
  expect(said.mock.calls.join("\n")).toContain(`closes ${protocol} 7`);
  expect(enforced(sandbox, id)).toEqual(["ingress IPv4 tcp 443-443 0.0.0.0/0"]);
});

test("rules of a group are imported but for one that no program can have, which is a rule of others", async () => {
  sandbox.edits.addRule(id, { protocol: "sctp", port_range_min: 7, port_range_max: 7 });
  await sandbox.edits.backgroundPull();
  const rules = await imported(securityGroupRules());
  expect(rules).toMatchObject({ failures: [], changes: false });
  expect(Object.keys(Object(rules.outs["rules"]) as object)).toEqual([https]);
  expect(Object.keys(Object(rules.outs["unmanagedRules"]) as object)).toEqual([
    "ingress IPv4 sctp 7 from 0.0.0.0/0",
  ]);
  expect(rules.lines.join()).toMatch(/"ingress IPv4 sctp 7 from 0.0.0.0\/0".*imported as a rule of others/);
});
