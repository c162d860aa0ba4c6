import type { ManagedResource } from "../../managed-resource";
import { setGroupsByHand } from "../../../set-groups";
import { type AttachmentStage, https, nodes, releases, ssh, startStage } from "./stage";

describe.each(releases)("at a Waldur of %s", (release) => {
  let stage: AttachmentStage;
  let web: ManagedResource;
  let monitoring: ManagedResource;
  let said: jest.SpyInstance;

  beforeEach(async () => {
    stage = await startStage({ release });
    web = stage.group("web");
    monitoring = stage.group("monitoring");
    said = jest.spyOn(console, "log").mockImplementation(() => undefined);
    await web.up({ rules: [https] });
    await monitoring.up({ rules: [nodes] });
    said.mockClear();
  });
  afterEach(async () => {
    said.mockRestore();
    await stage.sandbox.close();
  });

  const lines = () =>
    (said.mock.calls.flat() as string[]).map((line) => line.replace(/20\d\d-.*UTC/, "TIME"));

  /** Who has made a drift, as servers of 2026 record it. */
  const who = release === "2026" ? " (by owner, TIME)" : "";

  /** A command of the engine begins. */
  const command = () => {
    stage.next();
    said.mockClear();
  };

  test("attaches groups, leaves others, and detaches its own", async () => {
    const other = stage.group("other");
    await other.up({ rules: [ssh] });
    const server = stage.sandbox.edits.createInstance({ name: "shop-1", groups: [other.id] });
    const one = stage.attachment("web-1");
    const args = { instance: server.uuid, securityGroups: [web.id, monitoring.id] };
    command();
    expect(await one.up(args)).toBe("created");
    expect(stage.live(server)).toEqual(["monitoring", "other", "web"]);
    expect(one.outputs).toMatchObject({
      instance: server.uuid,
      securityGroups: [web.id, monitoring.id].toSorted(),
      targetName: "shop-1",
      tenant: stage.sandbox.tenantUuid,
      state: "OK",
    });
    expect(one.id).toBe(`instance/${server.uuid}/web-1`);
    expect(lines()).toEqual([
      'web-1: attaches monitoring, web to the server "shop-1"; opens tcp 443 from 0.0.0.0/0 and tcp 9100 from 10.0.0.0/8; closes nothing',
    ]);
    command();
    expect(await one.up({ ...args, securityGroups: [monitoring.id, web.id] })).toBe("unchanged");
    command();
    expect(await one.refresh()).toBe(false);
    expect(lines()).toEqual([]);
    command();
    await one.destroy();
    expect(stage.live(server)).toEqual(["other"]);
    expect(lines()).toEqual([
      'web-1: detaches monitoring, web from the server "shop-1"; opens nothing; closes tcp 443 from 0.0.0.0/0 and tcp 9100 from 10.0.0.0/8',
    ]);
  });

  test("several attachments of one server keep each other's groups, at the same time too", async () => {
    const server = stage.sandbox.edits.createInstance({ name: "shop-1" });
    const [one, two] = [stage.attachment("one"), stage.attachment("two")];
    command();
    await Promise.all([
      one.up({ instance: server.uuid, securityGroups: [web.id] }),
      two.up({ instance: server.uuid, securityGroups: [monitoring.id] }),
    ]);
    expect(stage.live(server)).toEqual(["monitoring", "web"]);
    command();
    await one.destroy();
    expect(stage.live(server)).toEqual(["monitoring"]);
    command();
    expect(await two.refresh()).toBe(false);
  });

  test("what another group of the server allows is neither opened nor closed", async () => {
    const also = stage.group("also");
    await also.up({ rules: [https, ssh] });
    const server = stage.sandbox.edits.createInstance({ name: "shop-1", groups: [also.id] });
    const one = stage.attachment("one");
    command();
    await one.up({ instance: server.uuid, securityGroups: [web.id] });
    expect(lines()).toEqual(['one: attaches web to the server "shop-1"; opens nothing; closes nothing']);
    command();
    expect(await one.up({ instance: server.uuid, securityGroups: [monitoring.id] })).toBe("updated");
    expect(lines()).toEqual([
      'one: attaches monitoring to the server "shop-1"; detaches web; opens tcp 9100 from 10.0.0.0/8; closes nothing; gap-free',
    ]);
    expect(stage.live(server)).toEqual(["also", "monitoring"]);
  });

  test("a swap attaches first, then detaches", async () => {
    const server = stage.sandbox.edits.createInstance();
    const one = stage.attachment("one");
    await one.up({ instance: server.uuid, securityGroups: [web.id] });
    stage.sandbox.log.clear();
    command();
    await one.up({ instance: server.uuid, securityGroups: [monitoring.id] });
    const actions = stage.sandbox.log.entries({ level: "openstack", method: "POST", path: "action" });
    expect(actions.map((entry) => entry["action"])).toEqual(["addSecurityGroup", "removeSecurityGroup"]);
  });

  test("exclusive removes all others, and a refresh shows those that come", async () => {
    const server = stage.sandbox.edits.createInstance({ name: "shop-1", groups: [monitoring.id] });
    const one = stage.attachment("one");
    command();
    await one.up({ instance: server.uuid, securityGroups: [web.id], exclusive: true });
    expect(stage.live(server)).toEqual(["web"]);
    expect(lines()).toEqual([
      'one: attaches web to the server "shop-1"; detaches monitoring; opens tcp 443 from 0.0.0.0/0; closes tcp 9100 from 10.0.0.0/8; gap-free',
    ]);
    await setGroupsByHand(stage.sandbox, server, [web.id, monitoring.id]);
    command();
    expect(await one.refresh()).toBe(true);
    expect(lines()).toEqual([`one: drifted: monitoring attached; opened tcp 9100 from 10.0.0.0/8${who}`]);
    command();
    expect(await one.up({ instance: server.uuid, securityGroups: [web.id], exclusive: true })).toBe(
      "updated",
    );
    expect(stage.live(server)).toEqual(["web"]);
  });

  test("a group that was detached by hand shows in a refresh, and the next up attaches it again", async () => {
    const server = stage.sandbox.edits.createInstance({ name: "shop-1" });
    const one = stage.attachment("one");
    const args = { instance: server.uuid, securityGroups: [web.id, monitoring.id] };
    await one.up(args);
    await setGroupsByHand(stage.sandbox, server, [monitoring.id]);
    command();
    expect(await one.refresh()).toBe(true);
    expect(lines()).toEqual([`one: drifted: web detached; closed tcp 443 from 0.0.0.0/0${who}`]);
    expect(one.outputs["securityGroups"]).toEqual([monitoring.id]);
    command();
    expect(await one.up(args)).toBe("updated");
    expect(stage.live(server)).toEqual(["monitoring", "web"]);
    expect(lines()).toEqual([
      'one: attaches web to the server "shop-1"; opens tcp 443 from 0.0.0.0/0; closes nothing',
    ]);
  });

  test("what is attached already is adopted, and nothing is sent", async () => {
    const server = stage.sandbox.edits.createInstance({ name: "shop-1", groups: [web.id] });
    stage.sandbox.log.clear();
    command();
    await stage.attachment("one").up({ instance: server.uuid, securityGroups: [web.id] });
    expect(lines()).toEqual([
      'one: adopts web, which the server "shop-1" has already; opens nothing; closes nothing',
    ]);
    expect(stage.sandbox.log.count({ level: "api", method: "POST" })).toBe(0);
  });

  test("a server that is gone takes its attachment out of state", async () => {
    const server = stage.sandbox.edits.createInstance();
    const one = stage.attachment("one");
    await one.up({ instance: server.uuid, securityGroups: [web.id] });
    stage.sandbox.edits.deleteInstance(server.uuid);
    command();
    await one.destroy();
    const again = stage.attachment("again");
    const second = stage.sandbox.edits.createInstance();
    await again.up({ instance: second.uuid, securityGroups: [web.id] });
    stage.sandbox.edits.deleteInstance(second.uuid);
    command();
    await again.refresh();
    expect(again.state).toBeUndefined();
  });

  test("another server is another attachment", async () => {
    const [first, second] = ["a", "b"].map((name) => stage.sandbox.edits.createInstance({ name }));
    if (first === undefined || second === undefined) throw new Error("there are no servers");
    const one = stage.attachment("one");
    await one.up({ instance: first.uuid, securityGroups: [web.id] });
    command();
    expect(await one.up({ instance: second.uuid, securityGroups: [web.id] })).toBe("replaced");
    expect([stage.live(first), stage.live(second)]).toEqual([[], ["web"]]);
  });
});
