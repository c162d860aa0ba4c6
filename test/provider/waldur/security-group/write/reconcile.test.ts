import { ruleMap } from "../../../../../provider/rules/rule-map";
import { ruleReader } from "../../../../../provider/waldur/rule/parse";
import { Reconciliation } from "../../../../../provider/waldur/security-group/reconcile";
import { tcp } from "../../rules";
import { useEmulator } from "../../emulator";
import { enforced } from "../../sandbox";
import { workIn } from "../../work";

const emulator = useEmulator();

const setRules = () => emulator.sandbox.log.count({ level: "api", method: "POST", path: "set_rules/$" });

test("a write that was accepted is not sent again, whatever the group shows when it has been changed since", async () => {
  await emulator.stack.up({ rules: [tcp(1)] });
  emulator.sandbox.log.clear();
  const answer = { status: 202, body: { status: "Rules update was successfully scheduled." } };
  emulator.sandbox.faults.add({ method: "POST", path: "set_rules/$", times: 1, answer });
  const update = emulator.stack.up({ rules: [tcp(2)] });
  const failure = update.then(
    () => "no error",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  while (setRules() === 0) await new Promise((resolve) => setImmediate(resolve));
  emulator.sandbox.edits.renameGroup(emulator.stack.id, { name: "renamed" });
  await emulator.sandbox.edits.backgroundPull();
  expect(await failure).toContain("has accepted and applied the change of rules, but the group differs");
  expect(setRules()).toBe(1);
});

test("a write that has waited for a pull of the tenant goes by what the group has after it", async () => {
  await emulator.stack.up({ rules: [tcp(1)] });
  const work = workIn(emulator.sandbox);
  const [rules, formerRules] = [[tcp(2)], [tcp(1)]].map((some) => ruleMap(some, ruleReader));
  const start = await work.client.getGroup(emulator.stack.id);
  const reconciliation = new Reconciliation(work, emulator.sandbox.tenantUuid, { rules, formerRules });
  const pull = work.session.tenant(emulator.sandbox.tenantUuid).lock.exclusive(work.deadline, async () => {
    await emulator.addByHand(53, { protocol: "udp" });
  });
  await Promise.all([pull, reconciliation.run(start)]);
  // The rule that the pull has brought in is somebody else's, and stays.
  expect(enforced(emulator.sandbox, emulator.stack.id)).toEqual([
    "ingress IPv4 tcp 2-2 10.0.0.0/8",
    "ingress IPv4 udp 53-53 any",
  ]);
});
