import { UNKNOWN } from "../../../../provider/rules/rule-map";
import type { WaldurSandbox } from "../../../../sandbox/waldur";
import { inRun } from "../../managed-resource";
import { crudFor, ManagedResource, settingsFor, startSandbox } from "../sandbox";

let sandbox: WaldurSandbox;
let said: jest.SpyInstance<void, string[]>;

beforeEach(async () => {
  sandbox = await startSandbox();
  said = jest.spyOn(console, "log").mockImplementation(() => undefined);
});
afterEach(async () => {
  said.mockRestore();
  await sandbox.close();
});

const lines = () => said.mock.calls.flat().join("\n");
const fromGroup = (remoteGroup: string) => ({ rules: [{ protocol: "tcp", ports: 9100, remoteGroup }] });

describe("a rule that names a group", () => {
  test("is warned of where the tenant lacks the group", async () => {
    const web = new ManagedResource(crudFor(settingsFor(sandbox)));
    await web.check(fromGroup("1".repeat(32)));
    expect(lines()).toContain(`a rule names the group ${"1".repeat(32)}, which the tenant does not have`);
  });

  test("is warned of in one line with others", async () => {
    const web = new ManagedResource(crudFor(settingsFor(sandbox)));
    const [one, two] = ["1".repeat(32), "2".repeat(32)];
    await web.check({ rules: [...fromGroup(one).rules, ...fromGroup(two).rules] });
    expect(lines()).toContain(`rules name the groups ${one} and ${two}, which the tenant does not have`);
  });

  test("is not, where this run has made the group after the list was read", async () => {
    const crud = crudFor(settingsFor(sandbox));
    const monitoring = new ManagedResource(crud, "monitoring");
    const web = new ManagedResource(crud, "web");
    await inRun(crud, async () => {
      await monitoring.up({ rules: [] });
      await web.up(fromGroup(monitoring.id));
    });
    expect(lines()).not.toContain("which the tenant does not have");
  });
});

test("two groups that move to another tenant are reported as lost to servers, with nothing about gap-free", async () => {
  const crud = crudFor(settingsFor(sandbox));
  const groups = ["app", "db"].map((name) => new ManagedResource(crud, name, `type-${name}`));
  const rules = (tenant: string, ports: number) => ({ tenant, rules: [{ protocol: "tcp", ports }] });
  for (const group of groups) await group.up(rules(sandbox.tenantUuid, 443));
  said.mockClear();
  await inRun(crud, async () => {
    for (const group of groups) await group.up(rules(sandbox.secondTenantUuid, 8443));
  });
  for (const name of ["app", "db"]) {
    expect(lines()).toContain(`security group "${name}": its replacement deletes the old group first`);
  }
  expect(lines()).not.toContain("gap-free");
});

test("rules that name a group which the same run adopts are put into words, by a literal id and by name", async () => {
  const crud = crudFor(settingsFor(sandbox));
  const inventory = new ManagedResource(crud, "inventory");
  await inventory.up({ rules: [] });
  const web = new ManagedResource(crud, "web");
  const both = ["IPv4", "IPv6"].map((ethertype) => ({ protocol: "tcp", ports: 5432, ethertype }));
  await web.up({ rules: both.map((rule) => ({ ...rule, remoteGroup: inventory.id })) });
  for (const adopt of [inventory.id, true]) {
    said.mockClear();
    await inRun(crud, async () => {
      await inventory.preview({ adopt, rules: [] }, {});
      const unknown = { remoteGroup: UNKNOWN, remoteGroupName: "inventory" };
      const rules = [...both, ...both.map((rule) => ({ ...rule, ports: 443 }))];
      await web.preview({ adopt: web.id, rules: rules.map((rule) => ({ ...rule, ...unknown })) }, {});
    });
    expect(lines()).toContain(
      `web: adopts ${web.id}; opens tcp 443 from inventory; closes nothing; gap-free`,
    );
  }
});
