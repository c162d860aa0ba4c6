import { UNKNOWN } from "../../../../provider/rules/rule-map";
import type { WaldurSandbox } from "../../../../sandbox/waldur";
import { inRun } from "../../managed-resource";
import { crudFor, ManagedResource, settingsFor, startSandbox } from "../sandbox";

let sandbox: WaldurSandbox;
let mail: ManagedResource;
let monitoring: ManagedResource;
let said: string[];
/** Who made a drift is tested separately. */
const withoutAuthors = (line: string) => line.replace(/ \(in OpenStack, found by .* UTC\)$/, "");

beforeEach(async () => {
  sandbox = await startSandbox();
  const crud = crudFor(settingsFor(sandbox));
  mail = new ManagedResource(crud, "mail");
  monitoring = new ManagedResource(crud, "monitoring");
  said = [];
  jest.spyOn(console, "log").mockImplementation((line: string) => void said.push(withoutAuthors(line)));
  await mail.up({ rules: [] });
  await monitoring.up({ rules: [] });
  said.length = 0;
});
afterEach(async () => {
  jest.restoreAllMocks();
  await sandbox.close();
});

const exporters = { protocol: "tcp", ports: 9101 };
const summary = () => said.filter((line) => line.startsWith("mail: "));

test("a preview calls a group what the program does", async () => {
  await mail.preview({ rules: [{ ...exporters, remoteGroup: monitoring.id, remoteGroupName: "monitors" }] });
  expect(summary()).toEqual(["mail: opens tcp 9101 from monitors over IPv4; closes nothing; gap-free"]);
  await mail.up({ rules: [{ ...exporters, remoteGroup: monitoring.id, remoteGroupName: "monitors" }] });
  const key = `ingress IPv4 tcp 9101 from group ${monitoring.id}`;
  expect(mail.outputs["rules"]).toEqual({ [key]: {} });
});

test("else what a list calls it that was read before", async () => {
  const rules = [{ ...exporters, remoteGroup: monitoring.id }];
  await mail.preview({ rules });
  await mail.up({ rules });
  sandbox.edits.removeRules(mail.id, { port_range_min: 9101 });
  await sandbox.edits.backgroundPull();
  said.length = 0;
  // Company makes both reads share a list.
  await Promise.all([monitoring.refresh(), mail.refresh()]);
  expect(summary()).toEqual(["mail: drifted: closed tcp 9101 from monitoring over IPv4"]);
});

describe("in a language whose programs do not say what they call a group, it has its own name", () => {
  const opens = async (remoteGroup: string) => {
    await mail.preview({ rules: [{ ...exporters, remoteGroup }] });
    return summary();
  };

  test("where the run has read it before", async () => {
    await inRun(mail.crud, async () => {
      await monitoring.preview({ rules: [] });
      expect(await opens(monitoring.id)).toEqual([
        "mail: opens tcp 9101 from monitoring over IPv4; closes nothing; gap-free",
      ]);
    });
  });

  test("where the run has made it", async () => {
    const probes = new ManagedResource(mail.crud, "probes");
    await inRun(mail.crud, async () => {
      await probes.up({ rules: [] });
      expect(await opens(probes.id)).toEqual([
        "mail: opens tcp 9101 from probes over IPv4; closes nothing; gap-free",
      ]);
    });
  });
});

test("a group that the program no longer names is called by its own name, for one list a run", async () => {
  const rules = [{ ...exporters, remoteGroup: monitoring.id }];
  await mail.up({ rules });
  said.length = 0;
  sandbox.log.clear();
  // Other settings are another session, which has not read anything, as in the process of another command.
  const later = new ManagedResource(crudFor(settingsFor(sandbox, { "waldur:requestTimeout": "29" })), "mail");
  later.state = mail.state;
  await later.preview({ rules: [] });
  expect(summary()).toEqual(["mail: opens nothing; closes tcp 9101 from monitoring over IPv4; gap-free"]);
  expect(sandbox.log.entries({ method: "GET", path: "openstack-security-groups/" })).toHaveLength(1);
});

test("but not by a name that is secret in the program", async () => {
  const secret = { rules: [], name: "monitoring", secretInputs: ["name"] };
  await monitoring.up({ ...secret, description: "secret" });
  await mail.up({ rules: [{ ...exporters, remoteGroup: monitoring.id }] });
  sandbox.edits.removeRules(mail.id, { port_range_min: 9101 });
  await sandbox.edits.backgroundPull();
  said.length = 0;
  await Promise.all([monitoring.refresh(), mail.refresh()]);
  expect(summary()).toEqual([`mail: drifted: closed tcp 9101 from group ${monitoring.id} over IPv4`]);
});

test("a group whose id is not known yet is called by its name in the key, numbered where that is not enough", async () => {
  const unknown = { ...exporters, remoteGroup: UNKNOWN };
  const { rules } = await mail.check({
    rules: [
      { ...unknown, remoteGroupName: "monitoring" },
      { ...unknown, remoteGroupName: "monitoring" },
      unknown,
    ],
  });
  expect(rules).toEqual({
    "ingress IPv4 tcp 9101 from group (unknown 1)": UNKNOWN,
    "ingress IPv4 tcp 9101 from group (unknown monitoring)": UNKNOWN,
    "ingress IPv4 tcp 9101 from group (unknown monitoring) (2)": UNKNOWN,
  });
});
