import { inRun, type Props } from "../../../managed-resource";
import { useEmulator } from "../../emulator";
import type { ManagedResource } from "../../sandbox";
import { enforced } from "../../sandbox";

const emulator = useEmulator();

const lines = () => emulator.said.mock.calls.flat().join("\n");
/** A preview of its own, which knows nothing of what an earlier run has read. */
const preview = (resource: ManagedResource, args: Props) =>
  inRun(resource.crud, () => resource.preview(args));
const https = { protocol: "tcp", ports: 443 };

async function addSsh(): Promise<void> {
  await emulator.addByHand(22, { remote_ip_prefix: "192.0.2.0/24" });
}

test("beginning to manage rules is a takeover of the live ones: the preview says what closes", async () => {
  await emulator.stack.up({});
  await addSsh();
  await preview(emulator.stack, { rules: [https] });
  expect(lines()).toContain(
    "web: begins to manage its rules; opens tcp 443 from 0.0.0.0/0; closes tcp 22 from 192.0.2.0/24",
  );
  await emulator.stack.up({ rules: [https] });
  expect(enforced(emulator.sandbox, emulator.stack.id)).toEqual(["ingress IPv4 tcp 443-443 0.0.0.0/0"]);
});

test("where the live rules cannot be read, the preview says that they go", async () => {
  await emulator.stack.up({});
  emulator.sandbox.faults.add({ method: "GET", times: "forever", answer: { status: 403 } });
  await preview(emulator.stack, { rules: [https] });
  expect(lines()).toContain(
    "its live rules could not be read, and those that the program does not have are removed",
  );
});

test("giving rules up leaves them; to begin again is to take them over again", async () => {
  await emulator.stack.up({ rules: [https] });
  await preview(emulator.stack, {});
  expect(lines()).toContain("web: its rules are no longer managed; they stay");
  await emulator.stack.up({});
  await addSsh();
  expect(enforced(emulator.sandbox, emulator.stack.id)).toHaveLength(2);
  emulator.said.mockClear();
  await preview(emulator.stack, { rules: [https] });
  expect(lines()).toMatch(/web: begins to manage its rules; .*closes tcp 22 from 192\.0\.2\.0\/24/);
});

test("equal rules with different descriptions make the same rule in any order, and lint can refuse them", async () => {
  const duplicates = [{ ...https, description: "shop" }, { ...https, description: "api" }, { ...https }];
  await emulator.stack.up({ rules: duplicates });
  expect(emulator.stack.outputs["rules"]).toEqual({
    "ingress IPv4 tcp 443 from 0.0.0.0/0": { description: "api" },
  });
  expect(await emulator.stack.up({ rules: duplicates.toReversed() })).toBe("unchanged");
  const { failures = [] } = await preview(emulator.stack, { rules: duplicates, lint: "error" });
  expect(failures.map(({ reason }) => reason).join("\n")).toContain(
    "rules[0] and rules[1] are one rule with different descriptions: leave one of them out",
  );
});
