import { until } from "../../../../../scripts/runner/until";
import { useClock } from "../../../clock";
import { useEmulator } from "../../emulator";

const emulator = useEmulator();
const clock = useClock();
const https = { protocol: "tcp", ports: 443 };
const openSsh = { protocol: "tcp", ports: 22 };
const ssh = { ...openSsh, srcAddress: "203.0.113.0/24" };
const many = Array.from({ length: 10 }, (_, n) => ({ protocol: "tcp", ports: 1000 + n }));

/** Far more than the number of polls. */
const FOREVER = 1_000_000;
const success = { status: 200, body: { success: true } };
const livePorts = () => (emulator.live?.rules ?? []).map(({ min_port: port }) => port).toSorted();
const liveSources = () => (emulator.live?.rules ?? []).map(({ src_address: from }) => from);

/** Whether a call has no answer. */
const isHanging = () => emulator.sandbox.log.entries({ level: "api" }).at(-1)?.status === 0;

async function failure(run: Promise<unknown>): Promise<string> {
  try {
    await run;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("it succeeded");
}

/** What an operation says whose time passes while it waits. */
const late = async (run: Promise<unknown>) => failure(emulator.outOfTime(clock, run));

describe("a write that the server has accepted", () => {
  test("is not sent again while it does not show: a failure says what is missing, and the next up continues", async () => {
    await emulator.start({ staleReads: FOREVER });
    expect(await late(emulator.group.up({ rules: many }))).toMatch(
      /^create firewall group "web": timed out after 900 s: the server accepted to add the rule "ingress tcp 1000 from anywhere", .* and 5 more, but the group does not show it\. Run pulumi again/,
    );
    expect(livePorts()).toEqual(many.map(({ ports }) => ports));
    expect(emulator.writes).toEqual(["PUT", ...many.map(() => "group-add-rule")]);
    emulator.sandbox.settings.set({ staleReads: 0 });
    emulator.sandbox.log.clear();
    expect(await emulator.group.up({ rules: many })).toBe("updated");
    expect(emulator.writes).toEqual([]);
  });

  test("and does not show takes nothing away that depends on it", async () => {
    await emulator.start();
    await emulator.group.up({
      rules: [
        { protocol: "tcp", ports: "1-2" },
        { protocol: "tcp", ports: "3-4" },
      ],
    });
    emulator.sandbox.log.clear();
    emulator.sandbox.faults.add({ path: "group-update-rule", times: "forever", answer: success });
    const rules = [{ protocol: "tcp", ports: "1-4" }];
    await late(emulator.group.up({ rules }));
    expect(emulator.writes).toEqual(["group-update-rule"]);
  });

  test("as an update is never tried again on that rule: it is added and deleted from then on", async () => {
    await emulator.start();
    await emulator.group.up({ rules: [ssh, https] });
    emulator.sandbox.faults.add({ path: "group-update-rule", times: "forever", answer: success });
    const args = { rules: [{ ...ssh, srcAddress: "198.51.100.0/24" }, https] };
    expect(await late(emulator.group.up(args))).toMatch(
      /accepted to change the rule "ingress tcp 22 from 203\.0\.113\.0\/24" to "ingress tcp 22 from 198\.51\.100\.0\/24", but/,
    );
    // A refresh and an up without a change keep the mark.
    await emulator.group.refresh();
    await emulator.group.up({ rules: [ssh, https], guard: "warn" });
    emulator.sandbox.log.clear();
    await emulator.group.up(args);
    expect(emulator.writes).toEqual(["group-add-rule", "group-delete-rule"]);
    expect(liveSources()).toEqual([null, "198.51.100.0/24"]);
    expect(emulator.group.outputs).not.toHaveProperty("notUpdatable");
  });

  test("and undone by another writer is a failure, not a quarrel", async () => {
    await emulator.start();
    const [server = ""] = emulator.sandbox.virtualMachines;
    await emulator.group.up({ rules: [] });
    // Switching the firewall makes it read the rules again.
    emulator.sandbox.delays.add({ path: "firewall", ms: 300 });
    const args = { rules: [https], virtualMachines: [server], active: true, defaultRules: "remove" };
    const add = emulator.group.up(args);
    const undo = async () => {
      // The rule has been seen once members are attached.
      await until(() => emulator.live?.virtualMachines.length === 1);
      const [mine] = emulator.live?.rules ?? [];
      emulator.sandbox.secondWriter.change(emulator.group.id, "group-delete-rule", { rule_id: mine?.id });
    };
    const [message] = await Promise.all([failure(add), undo()]);
    expect(message).toMatch(
      /rule .*"ingress tcp 443 from anywhere": .*Something else changes the same group/,
    );
  });
});

describe("a write whose answer is lost", () => {
  test("is not sent again if it is an add; the failure reports it, and the next up adds it", async () => {
    await emulator.start();
    await emulator.group.up({ rules: [https] });
    emulator.sandbox.log.clear();
    emulator.sandbox.faults.add({ path: "group-add-rule", answer: "drop" });
    expect(await failure(emulator.group.up({ rules: [https, ssh] }))).toMatch(
      /^update firewall group "web": cannot add the rule "ingress tcp 22 from 203\.0\.113\.0\/24": .*no answer.*, and the group shows no effect so far\. Run pulumi again/,
    );
    expect(emulator.writes).toEqual(["group-add-rule"]);
    await emulator.group.up({ rules: [https, ssh] });
    expect(livePorts()).toEqual([22, 443]);
  });

  test.each(["drop", "html", "truncated"] as const)(
    "(%s) but shows after a while counts as done",
    async (answer) => {
      await emulator.start({ staleReads: 3 });
      await emulator.group.up({ rules: [https] });
      emulator.sandbox.log.clear();
      emulator.sandbox.faults.add({ path: "group-add-rule", when: "after", answer });
      await emulator.group.up({ rules: [https, ssh] });
      expect(emulator.writes).toEqual(["group-add-rule"]);
    },
  );

  test("may be sent again if it is a delete or an update by id", async () => {
    await emulator.start();
    await emulator.group.up({ rules: [https, ssh] });
    emulator.sandbox.faults.add({ path: "group-delete-rule", answer: "drop" });
    emulator.sandbox.faults.add({ path: "group-update-rule", when: "after", answer: "drop" });
    jest.replaceProperty(process.env, "PULUMI_SECURITY_GROUPS_PATIENCE", "10");
    await emulator.group.up({ rules: [{ ...https, ports: 444 }] });
    expect(livePorts()).toEqual([444]);
  });

  test("at the end of the time is a timeout", async () => {
    await emulator.start();
    await emulator.group.up({ rules: [https] });
    emulator.sandbox.faults.add({ path: "group-add-rule", answer: "hang" });
    const up = clock.passes(900, emulator.group.up({ rules: [https, ssh] }), isHanging);
    await until(isHanging);
    // The connection breaks off only then.
    emulator.sandbox.faults.clear();
    expect(await failure(up)).toMatch(
      /timed out after 900 s: waiting to add the rule "ingress tcp 22 from 203\.0\.113\.0\/24"/,
    );
  });
});

test("an operation ends near its end, although nothing answers", async () => {
  await emulator.start();
  await emulator.group.up({ rules: [https] });
  emulator.sandbox.faults.add({ path: emulator.group.id, times: "forever", answer: "hang" });
  expect(await failure(clock.passes(900, emulator.group.up({ rules: [ssh] }), isHanging))).toMatch(
    /timed out after 900 s/,
  );
  emulator.sandbox.faults.clear();
  await emulator.group.up({ rules: [ssh] });
  expect(livePorts()).toEqual([22]);
});

test("a failure for want of an answer says to run pulumi again, once", async () => {
  await emulator.start();
  await emulator.group.up({ rules: [https] });
  const again = /\. Run pulumi again: it continues from the current state\.$/;
  emulator.sandbox.faults.add({ path: "group-add-rule", answer: { outage: 300 } });
  expect(await failure(emulator.group.up({ rules: [https, ssh] }))).not.toMatch(/pulumi.*pulumi/);
  await emulator.reachable();
  await emulator.group.up({ rules: [https, ssh] });
  emulator.sandbox.faults.add({
    path: emulator.group.id,
    times: "forever",
    answer: { status: 503, body: "busy" },
  });
  expect(await failure(emulator.group.refresh())).toMatch(again);
  expect(await failure(emulator.group.destroy())).toMatch(again);
});

test("no write begins with less than a second left", async () => {
  await emulator.start();
  expect(await failure(emulator.group.up({ rules: [https], timeouts: { create: "900ms" } }))).toMatch(
    /timed out after 0\.9 s: no time is left for PUT \/v2\/groups/,
  );
  expect(emulator.writes).toEqual([]);
});

describe("state after a failure", () => {
  /** Adds an open SSH and a server, both of which work, and no longer gets an answer. */
  async function outageInTheMiddle(server: string): Promise<void> {
    await emulator.group.up({ rules: [https], virtualMachines: [] });
    emulator.sandbox.faults.add({ path: "group-attach-vm", when: "after", answer: { outage: 300 } });
    await failure(emulator.group.up({ rules: [https, openSsh], virtualMachines: [server] }));
  }

  test("that cannot be read holds what was and what was wanted: narrower rules close it all", async () => {
    await emulator.start();
    const [server = ""] = emulator.sandbox.virtualMachines;
    await outageInTheMiddle(server);
    expect(emulator.keys).toEqual(["ingress tcp 22 from anywhere", "ingress tcp 443 from anywhere"]);
    expect(emulator.group.outputs.virtualMachines).toEqual([server]);
    await emulator.reachable();

    await emulator.group.up({ rules: [https, ssh], virtualMachines: [] });
    expect(liveSources()).toEqual([null, "203.0.113.0/24"]);
    expect(emulator.live?.virtualMachines).toEqual([]);
  });

  test("of which only an old copy can be read does too", async () => {
    await emulator.start();
    await emulator.group.up({ rules: [https] });
    emulator.sandbox.settings.set({ staleReads: FOREVER });
    await late(emulator.group.up({ rules: [https, openSsh] }));
    emulator.sandbox.settings.set({ staleReads: 0 });
    expect(livePorts()).toEqual([22, 443]);
    await emulator.group.up({ rules: [https] });
    expect(livePorts()).toEqual([443]);
  });

  test("that was a refusal, while others do not show yet, holds these too", async () => {
    await emulator.start();
    const [server = ""] = emulator.sandbox.virtualMachines;
    const unknown = "24e12e20-0851-5354-e2c3-04b16c4c9c45";
    await emulator.group.up({ virtualMachines: [], resources: [] });
    emulator.sandbox.settings.set({ staleReads: FOREVER });
    await failure(emulator.group.up({ virtualMachines: [server], resources: [unknown] }));
    emulator.sandbox.settings.set({ staleReads: 0 });
    expect(emulator.live?.virtualMachines).toEqual([server]);
    await emulator.group.up({ virtualMachines: [], resources: [] });
    expect(emulator.live?.virtualMachines).toEqual([]);
  });

  test("forgets the switch when its answer is lost, so that it is sent again", async () => {
    await emulator.start();
    await emulator.group.up({ rules: [https], active: true });
    emulator.sandbox.faults.add({ path: "firewall", when: "after", answer: "drop" });
    await failure(emulator.group.up({ rules: [https], active: false }));
    expect(emulator.group.outputs).not.toHaveProperty("active");
    await emulator.group.up({ rules: [https], active: true });
    expect(emulator.live?.active).toBe(true);
  });
});

test("members are attached before others are detached", async () => {
  await emulator.start();
  const [one = "", two = "", three = ""] = emulator.sandbox.virtualMachines;
  const [user = ""] = emulator.sandbox.users;
  await emulator.group.up({ virtualMachines: [one, two], users: [] });
  emulator.sandbox.log.clear();
  await emulator.group.up({ virtualMachines: [three ?? two], users: [user] });
  expect(emulator.writes.map((operation) => operation?.replace(/-(vm|user)$/, ""))).toEqual([
    "group-attach",
    "group-attach",
    "group-detach",
    "group-detach",
  ]);
});
