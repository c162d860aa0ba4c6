import { inRun, type Props } from "../../../managed-resource";
import { useEmulator } from "../../emulator";

const emulator = useEmulator();
const https = { protocol: "tcp", ports: 443 };
const ssh = { protocol: "tcp", ports: 22, srcAddress: "203.0.113.0/24" };

/** An update that adds a rule and gets no good answer, so that it is not known whether the server has added it. */
async function failedUpdate(): Promise<void> {
  await emulator.start();
  await emulator.group.up({ rules: [https] });
  emulator.sandbox.faults.add({ path: "group-add-rule", answer: { status: 503 } });
  await expect(emulator.group.up({ rules: [https, ssh] })).rejects.toThrow("503");
  emulator.sandbox.faults.clear();
  emulator.said = [];
}
const lines = () => emulator.said.join("\n");
/** A preview of its own, which knows nothing of what an earlier run has read. */
const preview = (args: Props) => inRun(emulator.group.crud, () => emulator.group.preview(args));

test("the preview after a failed update compares with what is live", async () => {
  await failedUpdate();
  await preview({ rules: [https, ssh] });
  expect(lines()).toBe("web: opens tcp 22 from 203.0.113.0/24; closes nothing; gap-free");
});

test("one that cannot read the group says what may open", async () => {
  await failedUpdate();
  emulator.sandbox.faults.add({ answer: { status: 503 } });
  await preview({ rules: [https, ssh] });
  expect(lines()).toContain(
    "web: opens nothing; closes nothing; may open tcp 22 from 203.0.113.0/24 and tcp 443 from anywhere, as its last " +
      "update was not finished and its live rules could not be read",
  );
});

test("the next update calls no rule removed by others", async () => {
  await failedUpdate();
  await emulator.group.up({ rules: [https, ssh] });
  expect(lines()).toContain("web: opens tcp 22 from 203.0.113.0/24; closes nothing; gap-free");
  expect(lines()).not.toContain("somebody else");
});

test("a refresh names what others have opened, and no rule as closed that was only wanted", async () => {
  await failedUpdate();
  const body = { direction: "IN", protocol: "UDP", min_port: 53, max_port: 53 };
  emulator.sandbox.secondWriter.change(emulator.group.id, "group-add-rule", body);
  await emulator.group.refresh();
  expect(lines()).toBe("web: drifted: opened udp 53 from anywhere");
});
