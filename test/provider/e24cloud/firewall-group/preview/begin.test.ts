import { inRun, type ManagedResource, type Props } from "../../../managed-resource";
import { useEmulator } from "../../emulator";

const emulator = useEmulator();
const https = { protocol: "tcp", ports: 443 };
/** A preview of its own, which knows nothing of what an earlier run has read. */
const preview = (resource: ManagedResource, args: Props) =>
  inRun(resource.crud, () => resource.preview(args));
const lines = () => emulator.said.join("\n");

test("beginning to manage rules is a takeover of the live ones: the preview says what closes", async () => {
  await emulator.start();
  await emulator.group.up({});
  const ssh = { direction: "IN", protocol: "TCP", min_port: 22, max_port: 22, src_address: "192.0.2.0/24" };
  emulator.sandbox.secondWriter.change(emulator.group.id, "group-add-rule", ssh);
  await preview(emulator.group, { rules: [https] });
  expect(lines()).toMatch(
    /web: begins to manage its rules; opens tcp 443 from anywhere; closes tcp 22 from 192\.0\.2\.0\/24/,
  );
});

test("where the live rules cannot be read, the preview says that those go that the program does not have", async () => {
  await emulator.start();
  await emulator.group.up({});
  emulator.sandbox.faults.add({ answer: { status: 503 } });
  await preview(emulator.group, { rules: [https] });
  expect(lines()).toContain(
    "its live rules could not be read, and those that the program does not have are removed",
  );
});

test("giving rules up leaves them", async () => {
  await emulator.start();
  await emulator.group.up({ rules: [https] });
  await emulator.group.up({});
  expect(lines()).toContain("web: its rules are no longer managed; they stay");
  expect(emulator.live?.rules).toHaveLength(1);
});
