import { UNKNOWN } from "../../../../provider/rules/rule-map";
import type { ManagedResource, Props } from "../../managed-resource";
import { type AttachmentStage, https, named, nodes, releases, ssh, startStage } from "./stage";

let stage: AttachmentStage;
let web: ManagedResource;
let said: jest.SpyInstance;

describe.each(releases)("a preview at a Waldur of %s", (release) => {
  beforeEach(async () => {
    stage = await startStage({ release });
    web = stage.group("web");
    said = jest.spyOn(console, "log").mockImplementation(() => undefined);
    await web.up({ rules: [https] });
    stage.next();
    said.mockClear();
  });
  afterEach(async () => {
    said.mockRestore();
    await stage.sandbox.close();
  });

  const lines = () => said.mock.calls.flat() as string[];
  const failures = async (args: Props, name = "one") => {
    const { failures: found = [] } = await stage.attachment(name).preview(args, {});
    return found.map(({ reason }) => reason);
  };
  const server = (more: object = {}) => stage.sandbox.edits.createInstance({ name: "shop-1", ...more });

  test("of a group that the same program makes says what its rules open", async () => {
    await stage.group("new").preview({ rules: [ssh] }, {});
    said.mockClear();
    const args = named({ instance: server().uuid, securityGroups: [UNKNOWN] }, "new");
    expect(await failures(args)).toEqual([]);
    expect(lines()).toEqual([
      'one: attaches new to the server "shop-1"; opens tcp 22 from 10.0.0.0/8; closes nothing',
    ]);
  });

  test("of a group whose rules the same program changes goes by the new ones", async () => {
    const instance = server({ groups: [web.id] }).uuid;
    await web.up({ rules: [https, ssh] });
    said.mockClear();
    await failures({ instance, securityGroups: [web.id] });
    expect(lines()).toEqual([
      'one: adopts web, which the server "shop-1" has already; opens nothing; closes nothing',
    ]);
  });

  test("of a server that is not known yet says what may be opened", async () => {
    await failures(named({ instance: UNKNOWN, securityGroups: [web.id] }, "web"));
    expect(lines()).toEqual([
      "one: attaches web to a server that is not known yet; opens nothing; closes nothing; may open tcp 443 from 0.0.0.0/0, as its other groups are not known",
    ]);
  });

  test("of a server that could not be read reports that", async () => {
    const instance = server().uuid;
    stage.sandbox.faults.add({ path: `instances/${instance}/$`, times: "forever", answer: { status: 502 } });
    await failures(named({ instance, securityGroups: [web.id] }, "web"));
    expect(lines()).toEqual([
      "one: attaches web to the server, which could not be read; opens nothing; closes nothing; may open tcp 443 from 0.0.0.0/0, as its other groups are not known",
    ]);
  });

  test("of a group of which nothing is known reports that", async () => {
    await failures({ instance: server().uuid, securityGroups: [UNKNOWN] });
    expect(lines()).toEqual([
      'one: attaches (unknown 1) to the server "shop-1"; opens what "the group (unknown 1)" allows, which is not known; closes nothing',
    ]);
    said.mockClear();
    await failures({ instance: server().uuid, securityGroups: UNKNOWN }, "two");
    expect(lines()).toEqual(["two: its groups are not known yet"]);
  });

  test("counts what another attachment of the same run attaches", async () => {
    const also = stage.group("also");
    await also.up({ rules: [https, nodes] });
    const instance = server().uuid;
    stage.next();
    said.mockClear();
    await failures({ instance, securityGroups: [web.id] });
    await failures({ instance, securityGroups: [also.id] }, "two");
    expect(lines()).toEqual([
      'one: attaches web to the server "shop-1"; opens tcp 443 from 0.0.0.0/0; closes nothing',
      'two: attaches also to the server "shop-1"; opens tcp 9100 from 10.0.0.0/8; closes nothing',
    ]);
  });

  test("reports a server in error, of one that is missing, and refuses one of another tenant", async () => {
    const erred = server({ state: "ERRED" });
    stage.sandbox.edits.changeInstance(erred.uuid, { error_message: "no host" });
    await failures({ instance: erred.uuid, securityGroups: [web.id] });
    expect(lines().slice(1)).toEqual([
      'one: warning: the server "shop-1" is ERRED (no host). pulumi up has Waldur read it from OpenStack first, and fails where it stays so',
    ]);
    said.mockClear();
    await failures({ instance: "f".repeat(32), securityGroups: [web.id] }, "two");
    expect(lines()).toEqual([
      `two: warning: there is no server ${"f".repeat(32)}, or the token's user may not see it: pulumi up fails unless it exists by then`,
    ]);
    const there = server({ tenant: stage.sandbox.secondTenantUuid });
    expect(await failures({ instance: there.uuid, securityGroups: [web.id] }, "three")).toEqual([
      `the group ${web.id} is in another tenant than the server "shop-1": name a group of the tenant of the server.`,
    ]);
    said.mockClear();
    await failures({ instance: server().uuid, securityGroups: ["e".repeat(32)] }, "four");
    expect(lines().at(-1)).toBe(
      `four: warning: there is no group ${"e".repeat(32)}, or the token's user may not see it: pulumi up fails`,
    );
  });

  test("refuses two owners of one pair, and exclusive next to another attachment", async () => {
    const instance = server().uuid;
    const args = { instance, securityGroups: [web.id] };
    expect(await failures(args)).toEqual([]);
    expect(await failures(args, "two")).toEqual([
      'SecurityGroupAttachment "one" and SecurityGroupAttachment "two" both attach the group web to one server: leave it to one of them.',
    ]);
    const alone =
      'SecurityGroupAttachment "one" and SecurityGroupAttachment "all" both attach groups to one server, and one of them is exclusive: name all its groups in that one, or leave out exclusive.';
    expect(await failures({ instance, securityGroups: [], exclusive: true }, "all")).toEqual([alone]);
    stage.next();
    expect(await failures({ ...args, exclusive: true }, "all")).toEqual([]);
    expect(await failures({ instance, securityGroups: [UNKNOWN] })).toEqual([
      alone.replace('"one" and SecurityGroupAttachment "all"', '"all" and SecurityGroupAttachment "one"'),
    ]);
  });

  test("refuses wrong inputs in words", async () => {
    const instance = server().uuid;
    const refused: readonly [Props, string][] = [
      [{ securityGroups: [web.id] }, "a target is missing: set instance, port or loadBalancer."],
      [
        { instance, port: instance, securityGroups: [web.id] },
        "instance and port are set: set only one of instance, port or loadBalancer.",
      ],
      [{ instance }, "securityGroups is missing."],
      [{ instance, securityGroups: web.id }, "securityGroups must be a list of security groups."],
      [
        { instance, securityGroups: [web.id, null] },
        "securityGroups[1] has no value: set it, or remove it from the list.",
      ],
      [
        { instance, securityGroups: ["web"] },
        'securityGroups[0]: "web" is not a security group: write its uuid or its URL.',
      ],
      [
        { instance: "shop-1", securityGroups: [web.id] },
        'instance "shop-1" is not a server: write its uuid or its URL.',
      ],
    ];
    for (const [args, reason] of refused) expect(await failures(args)).toEqual([reason]);
  });

  test("keeps secret groups, targets and rules out of its lines", async () => {
    const instance = server().uuid;
    await failures({ instance, securityGroups: [web.id], secretInputs: ["securityGroups"] });
    const args = { instance: server().uuid, securityGroups: [web.id], secretInputs: ["instance"] };
    const two = stage.attachment("two");
    await two.up(args);
    expect(two.id).toBe("attachment/two");
    expect(two.outputs["targetName"]).toBeUndefined();
    expect(lines()).toEqual([
      'one: attaches 1 group to the server "shop-1"',
      "two: attaches web to the server; opens tcp 443 from 0.0.0.0/0; closes nothing",
    ]);
    const hidden = stage.group("hidden");
    await hidden.up({ rules: [ssh], secretInputs: ["rules.peers"] });
    stage.next();
    await hidden.preview({ rules: [ssh], secretInputs: ["rules.peers"] });
    const three = stage.attachment("three");
    const other = server();
    said.mockClear();
    await three.up(named({ instance: other.uuid, securityGroups: [hidden.id] }, "hidden"));
    expect(lines()).toEqual(['three: attaches hidden to the server "shop-1"; opens tcp 22; closes nothing']);
    expect(three.outputs["secretInputs"]).toEqual(["rules.peers"]);
    stage.next();
    said.mockClear();
    await three.destroy();
    expect(lines()[0]).toBe('three: detaches hidden from the server "shop-1"; opens nothing; closes tcp 22');
  });

  test('guard: "error" refuses what closes something, in an update and in a delete', async () => {
    const instance = server().uuid;
    const one = stage.attachment("one");
    await one.up({ instance, securityGroups: [web.id], guard: "error" });
    stage.next();
    await expect(one.up({ instance, securityGroups: [], guard: "error" })).rejects.toThrow(
      'the change closes tcp 443 from 0.0.0.0/0 on the server "shop-1"; keep the groups attached, or set guard: "warn"',
    );
    stage.next();
    await expect(one.destroy()).rejects.toThrow(
      'delete security group attachment "one": the change closes tcp 443 from 0.0.0.0/0 on the server "shop-1"; keep the groups attached, or set guard: "warn". With guard: "warn", run pulumi up before the attachment is deleted.',
    );
    expect(await one.refresh()).toBe(false);
    stage.next();
    expect(await one.up({ instance, securityGroups: [web.id] })).toBe("updated");
    stage.next();
    await one.destroy();
  });

  test("that changes no groups asks nothing", async () => {
    const args = { instance: server().uuid, securityGroups: [web.id] };
    const one = stage.attachment("one");
    await one.up(args);
    stage.next();
    stage.sandbox.log.clear();
    await one.preview({ ...args, guard: "error" });
    expect(stage.sandbox.log.count({ level: "api" })).toBe(0);
  });
});
