import { ruleMap } from "../../../../../provider/core/rules/rule-map";
import { ruleLanguage } from "../../../../../provider/waldur/rule/parse";
import { Reconciliation } from "../../../../../provider/waldur/security-group/write/reconcile";
import type { WaldurSandbox } from "../../../../../sandbox/waldur";
import { tcp } from "../../rules";
import { crudFor, enforced, ManagedResource, settingsFor, startSandbox } from "../../sandbox";
import { workIn } from "../../work";

let sandbox: WaldurSandbox;
let stack: ManagedResource;
let said: jest.SpyInstance;

beforeEach(async () => {
  sandbox = await startSandbox();
  stack = new ManagedResource(crudFor(settingsFor(sandbox)));
  said = jest.spyOn(console, "log").mockImplementation(() => undefined);
});
afterEach(async () => {
  said.mockRestore();
  await sandbox.close();
});

const setRules = () => sandbox.log.count({ level: "api", method: "POST", path: "set_rules/$" });

test("a write that was accepted is not sent again, whatever the group shows when it has been changed since", async () => {
  await stack.up({ rules: [tcp(1)] });
  sandbox.log.clear();
  const answer = { status: 202, body: { status: "Rules update was successfully scheduled." } };
  sandbox.faults.add({ method: "POST", path: "set_rules/$", times: 1, answer });
  const update = stack.up({ rules: [tcp(2)] });
  const failure = update.then(
    () => "no error",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  while (setRules() === 0) await new Promise((resolve) => setImmediate(resolve));
  sandbox.edits.renameGroup(stack.id, { name: "renamed" });
  await sandbox.edits.backgroundPull();
  expect(await failure).toContain("has accepted and carried out the change of rules, and the group differs");
  expect(setRules()).toBe(1);
});

test("a write that has waited for a pull of the tenant goes by what the group has after it", async () => {
  await stack.up({ rules: [tcp(1)] });
  const work = workIn(sandbox);
  const [rules, formerRules] = [[tcp(2)], [tcp(1)]].map((some) => ruleMap(some, ruleLanguage));
  const start = await work.client.getGroup(stack.id);
  const reconciliation = new Reconciliation(work, sandbox.tenantUuid, { rules, formerRules });
  const pull = work.session.tenant(sandbox.tenantUuid).gate.enterAlone(work.deadline, async () => {
    sandbox.edits.addRule(stack.id, { protocol: "udp", port_range_min: 53, port_range_max: 53 });
    await sandbox.edits.backgroundPull();
  });
  await Promise.all([pull, reconciliation.run(start)]);
  // The rule that the pull has brought in is somebody else's, and stays.
  expect(enforced(sandbox, stack.id)).toEqual([
    "ingress IPv4 tcp 2-2 10.0.0.0/8",
    "ingress IPv4 udp 53-53 any",
  ]);
});
