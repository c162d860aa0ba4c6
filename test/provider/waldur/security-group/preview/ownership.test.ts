import { inRun } from "../../../managed-resource";
import { useEmulator } from "../../emulator";
import { crudFor, enforced, settingsFor, ManagedResource } from "../../sandbox";

const emulator = useEmulator();

const id = () => emulator.stack.state?.id ?? "";
const groups = () =>
  emulator.sandbox.edits
    .groups(emulator.sandbox.tenantUuid)
    .map(({ name }) => name)
    .sort();
const https = { protocol: "tcp", ports: 443 };
const ssh = { protocol: "tcp", ports: 22, cidr: "10.0.0.0/8" };

test("a replacement that leaves the old group its name is refused in the preview", async () => {
  await emulator.stack.up({ rules: [https] });
  const reasons = async (context: object) =>
    inRun(emulator.stack.crud, async () => {
      const args = { __context: context, rules: [https] };
      await emulator.stack.preview(args);
      // For a replacement the engine checks again, without the old inputs.
      const { failures } = await emulator.stack.preview(args, {});
      return (failures ?? []).map(({ reason }) => reason).join();
    });
  expect(await reasons({ keepsOld: true })).toMatch(
    new RegExp(
      `the old group \\(${id()}\\) keeps the name.* deleteBeforeReplace: false or retainOnDelete: true`,
    ),
  );
  expect(await reasons({})).toBe("");
});

test("so is it said under --replace, where the engine checks without the old inputs alone", async () => {
  await emulator.stack.up({ rules: [https] });
  const said = async (context: object) => {
    emulator.said.mockClear();
    await inRun(emulator.stack.crud, () =>
      emulator.stack.preview({ __context: context, rules: [https] }, {}),
    );
    return emulator.said.mock.calls.join();
  };
  expect(await said({ keepsOld: true })).toContain("keeps its name, and pulumi up fails");
  expect(await said({})).not.toContain("pulumi up fails");
});

describe("adopt", () => {
  test("adopts the group of that name, and makes it what the program says", async () => {
    await emulator.stack.up({ rules: [ssh] });
    const other = new ManagedResource(emulator.stack.crud);
    expect(await other.up({ adopt: true, description: "adopted", rules: [https] })).toBe("created");
    expect(other.state?.id).toBe(id());
    expect(enforced(emulator.sandbox, id())).toEqual(["ingress IPv4 tcp 443-443 0.0.0.0/0"]);
    expect(groups()).toEqual(["default", "web"]);
  });

  test("makes the group where there is none", async () => {
    expect(await emulator.stack.up({ adopt: true, rules: [https] })).toBe("created");
    expect(groups()).toEqual(["default", "web"]);
  });

  test("by uuid, renaming it", async () => {
    await emulator.stack.up({ rules: [ssh] });
    const other = new ManagedResource(emulator.stack.crud, "renamed");
    await other.up({ adopt: id(), rules: [ssh] });
    expect(other.state?.outputs).toMatchObject({ name: "renamed" });
    expect(groups()).toEqual(["default", "renamed"]);
  });

  test("by uuid, two groups of one name do not clash; by name they are", async () => {
    const problems = (adopt: (index: number) => unknown) =>
      inRun(emulator.stack.crud, async () => {
        const both = ["one", "two"].map((name) => new ManagedResource(emulator.stack.crud, name));
        const checked = await Promise.all(
          both.map((one, index) => one.preview({ name: "web", adopt: adopt(index), rules: [https] })),
        );
        return checked.flatMap(({ failures = [] }) => failures).length;
      });
    expect(await problems((index) => String(index).repeat(32))).toBe(0);
    expect(await problems(() => true)).toBe(1);
  });

  test("repairs a group in error", async () => {
    emulator.sandbox.faults.add({
      level: "openstack",
      method: "POST",
      path: "rules",
      answer: { status: 500 },
    });
    await emulator.stack.up({ rules: [https] }).catch(() => undefined);
    const other = new ManagedResource(emulator.stack.crud);
    await other.up({ adopt: true, rules: [https] });
    expect(other.state?.outputs).toMatchObject({ state: "OK" });
  });

  test("refuses a uuid that does not exist, and one of another tenant", async () => {
    await expect(emulator.stack.up({ adopt: "1".repeat(32), rules: [] })).rejects.toThrow(
      /there is no group 1{32} to adopt/,
    );
    await emulator.stack.up({ tenant: emulator.sandbox.secondTenantUuid, rules: [] });
    await expect(new ManagedResource(emulator.stack.crud).up({ adopt: id(), rules: [] })).rejects.toThrow(
      `belongs to the tenant ${emulator.sandbox.secondTenantUuid}, not to ${emulator.sandbox.tenantUuid}`,
    );
  });

  test("by uuid, a replaced group is recreated and not lost", async () => {
    await emulator.stack.up({ rules: [ssh] });
    const other = new ManagedResource(emulator.stack.crud);
    const program = { adopt: id(), rules: [https] };
    await other.up(program);
    const inputs = await other.check(program);
    // A forced replacement: deleted first, as the class asks for.
    await other.destroy();
    expect(await emulator.stack.crud.create(inputs)).toMatchObject({ outs: { state: "OK" } });
    expect(groups()).toEqual(["default", "web"]);
  });
});

describe("OpenStack's group default", () => {
  beforeEach(() => emulator.sandbox.edits.backgroundPull());

  test("is only adopted, never described", async () => {
    await expect(emulator.stack.up({ name: "default", rules: [] })).rejects.toThrow(
      "set adopt: true to manage its rules",
    );
    await expect(
      emulator.stack.up({ name: "default", adopt: true, description: "mine", rules: [] }),
    ).rejects.toThrow("leave description out");
  });

  test("has its rules managed, and stays when it is destroyed", async () => {
    await emulator.stack.up({ name: "default", adopt: true, rules: [ssh] });
    expect(enforced(emulator.sandbox, id())).toEqual(["ingress IPv4 tcp 22-22 10.0.0.0/8"]);
    expect(await emulator.stack.refresh()).toBe(false);
    await emulator.stack.up({ name: "default", adopt: true, rules: [] });
    expect(enforced(emulator.sandbox, id())).toEqual([]);
    await emulator.stack.destroy();
    expect(groups()).toEqual(["default"]);
    expect(emulator.said).toHaveBeenLastCalledWith(
      'security group "default": OpenStack\'s default group cannot be deleted: it stays, with its rules',
    );
  });
});

describe("delete", () => {
  const failGroupDelete = (times: number) =>
    emulator.sandbox.faults.add({
      level: "openstack",
      method: "DELETE",
      path: "groups/",
      times,
      answer: { status: 409 },
    });

  test("says which rules of other groups go with it", async () => {
    await emulator.stack.up({ rules: [https] });
    const other = new ManagedResource(emulator.stack.crud, "app");
    await other.up({ rules: [{ protocol: "tcp", ports: 5432, remoteGroup: id() }, ssh] });
    await emulator.stack.destroy();
    const sentence = `deleting it also removes 1 rule of "app" (${other.state?.id ?? ""})`;
    expect(emulator.said).toHaveBeenCalledWith(`security group "web": ${sentence}`);
    expect(await other.refresh()).toBe(true);
  });

  test('refuses that with guard: "error", and sends nothing', async () => {
    await emulator.stack.up({ rules: [https], guard: "error" });
    const other = new ManagedResource(emulator.stack.crud, "app");
    await other.up({ rules: [{ protocol: "tcp", ports: 5432, remoteGroup: id() }] });
    await expect(emulator.stack.destroy()).rejects.toThrow(
      /^delete security group "web": deleting it also removes 1 rule of "app" .* Remove these rules first/,
    );
    await other.destroy();
    await emulator.stack.destroy();
    expect(groups()).toEqual(["default"]);
  });

  test("waits for another change to end", async () => {
    await emulator.stack.up({ rules: [https] });
    const { state } = emulator.stack;
    // A run leaves alone what it keeps itself: the delete is another one's.
    const other = crudFor(settingsFor(emulator.sandbox));
    await Promise.all([
      emulator.stack.up({ rules: [ssh] }),
      new Promise(setImmediate).then(() => other.delete(id(), state?.outputs ?? {})),
    ]).catch(() => undefined);
    expect(groups()).toEqual(["default"]);
  });

  test("asks again after OpenStack has refused once", async () => {
    await emulator.stack.up({ rules: [https] });
    failGroupDelete(1);
    await emulator.stack.destroy();
    expect(groups()).toEqual(["default"]);
  });

  test("shows the remedy when OpenStack keeps refusing, and unlinks where that is wanted", async () => {
    await emulator.stack.up({ rules: [https] });
    failGroupDelete(2);
    await expect(emulator.stack.destroy()).rejects.toThrow(
      /OpenStack refuses to delete it: Conflict.*onStuck: "unlink"/,
    );
    await emulator.stack.up({ rules: [https], onStuck: "unlink" });
    failGroupDelete(2);
    // Without a token of a staff user that cannot help.
    await expect(emulator.stack.destroy()).rejects.toThrow(/With a staff token, onStuck: "unlink" removes/);
    const staff = crudFor(settingsFor(emulator.sandbox, { "waldur:token": emulator.sandbox.tokens.staff }));
    failGroupDelete(2);
    await staff.delete(id(), emulator.stack.state?.outputs ?? {});
    await emulator.stack.refresh();
    expect(emulator.stack.outputs).toMatchObject({ state: "GONE" });
  });

  test("of a group that was never created sends no delete, which would hang forever", async () => {
    emulator.sandbox.faults.add({
      level: "openstack",
      method: "POST",
      path: "groups$",
      answer: { status: 500 },
    });
    await emulator.stack.up({ rules: [https] }).catch(() => undefined);
    await emulator.stack.destroy();
    expect(emulator.sandbox.log.count({ level: "api", method: "DELETE" })).toBe(0);
    expect(emulator.sandbox.log.count({ level: "api", method: "POST", path: "pull_security_groups" })).toBe(
      1,
    );
  });
});
