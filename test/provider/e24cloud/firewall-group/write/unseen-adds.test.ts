import { until } from "../../../../../scripts/runner/until";
import { useClock } from "../../../clock";
import { useEmulator } from "../../emulator";

const emulator = useEmulator();
const clock = useClock();
const https = { protocol: "tcp", ports: 443 };
const ssh = { protocol: "tcp", ports: 22, srcAddress: "203.0.113.0/24" };
const FOREVER = 1_000_000;

const adds = () => emulator.sandbox.log.count({ level: "api", method: "POST", path: "group-add-rule" });
const reads = () => emulator.sandbox.log.count({ level: "api", method: "POST", path: "/v2/groups/[^/]+$" });

/** A group to which an up has added a rule that no read shows. */
async function withUnseenAdd(): Promise<void> {
  await emulator.start();
  await emulator.group.up({ rules: [https] });
  emulator.sandbox.settings.set({ staleReads: FOREVER });
  const up = emulator.outOfTime(clock, emulator.group.up({ rules: [https, ssh] }));
  await expect(up).rejects.toThrow("the server accepted to add the rule");
  expect(emulator.group.outputs["unseenAdds"]).toBe(1);
  emulator.sandbox.log.clear();
}

/** Lets the server show everything after it has been asked a few times. */
async function shownLater(): Promise<void> {
  await until(() => reads() > 3);
  emulator.sandbox.settings.set({ staleReads: 0 });
  emulator.sandbox.catchUp();
}

test.each([false, true])(
  "a rule that was added, and shows late, is not added again by the next run (refresh first: %s)",
  async (refreshFirst) => {
    await withUnseenAdd();
    if (refreshFirst) await emulator.group.refresh();
    emulator.sandbox.log.clear();
    const [outcome] = await Promise.all([emulator.group.up({ rules: [https, ssh] }), shownLater()]);
    expect(outcome).toBe("updated");
    expect(adds()).toBe(0);
    expect(emulator.live?.rules).toHaveLength(2);
    expect(emulator.group.outputs).not.toHaveProperty("unseenAdds");
    expect(await emulator.group.refresh()).toBe(false);
  },
);

test("what no read shows in time is added again, counted, and comes together in the end", async () => {
  await withUnseenAdd();
  const repeated = async () => {
    await until(() => adds() > 0);
    emulator.sandbox.settings.set({ staleReads: 0 });
    emulator.sandbox.catchUp();
  };
  const [outcome] = await Promise.all([emulator.group.up({ rules: [https, ssh] }), repeated()]);
  expect(outcome).toBe("updated");
  expect(adds()).toBe(1);
  expect(emulator.said.join("\n")).toContain(
    "1 rule that was added before does not show: what is missing is added again",
  );
  expect(emulator.live?.rules).toHaveLength(2);
});
