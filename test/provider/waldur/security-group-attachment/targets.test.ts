import { withEngineContract } from "../../../../provider/kit/operation";
import { securityGroupAttachment } from "../../../../provider/waldur/security-group-attachment/definition";
import type { ManagedResource } from "../../managed-resource";
import { settingsFor } from "../sandbox";
import { type AttachmentStage, https, ssh, startStage } from "./stage";

let stage: AttachmentStage;
let web: ManagedResource;
let other: ManagedResource;
let said: jest.SpyInstance;

async function started(release: "2024-10" | "2026"): Promise<void> {
  stage = await startStage({ release });
  said = jest.spyOn(console, "log").mockImplementation(() => undefined);
  [web, other] = [stage.group("web"), stage.group("other")];
  await web.up({ rules: [https] });
  await other.up({ rules: [ssh] });
  command();
}
const command = () => {
  stage.next();
  said.mockClear();
};
const lines = () => said.mock.calls.flat() as string[];

afterEach(async () => {
  jest.restoreAllMocks();
  await stage.sandbox.close();
});

const liveOfPort = (id: string) =>
  stage.sandbox.edits.ports().find((port) => port.id === id)?.security_groups.length;

test("a port", async () => {
  await started("2026");
  const port = stage.sandbox.edits.createPort({ name: "spare", groups: [other.id] });
  const one = stage.attachment("one");
  await one.up({ port: port.uuid, securityGroups: [web.id] });
  expect(lines()).toEqual([
    'one: attaches web to the port "spare"; opens tcp 443 from 0.0.0.0/0; closes nothing',
  ]);
  expect(liveOfPort(port.id)).toBe(2);
  expect(one.id).toBe(`port/${port.uuid}/one`);
  command();
  expect(await one.refresh()).toBe(false);
  command();
  await one.destroy();
  expect(liveOfPort(port.id)).toBe(1);
});

test("a load balancer, whose address gets the groups", async () => {
  await started("2026");
  const balancer = stage.sandbox.edits.createLoadBalancer({ name: "front", groups: [other.id] });
  const vip = stage.sandbox.edits.ports().find(({ device_id: id }) => id === `lb-${balancer.id}`)?.id ?? "";
  const one = stage.attachment("one");
  await one.up({ loadBalancer: balancer.uuid, securityGroups: [web.id], exclusive: true });
  expect(lines()).toEqual([
    'one: attaches web to the load balancer "front"; detaches other; opens tcp 443 from 0.0.0.0/0; closes tcp 22 from 10.0.0.0/8; gap-free',
  ]);
  expect(liveOfPort(vip)).toBe(1);
  command();
  expect(await one.refresh()).toBe(false);
  command();
  await one.destroy();
  expect(liveOfPort(vip)).toBe(0);
  expect(lines()[1]).toBe(
    'one: warning: the load balancer "front" is left without any group: nothing reaches it, and it reaches nothing',
  );
});

test("a Waldur of 2024 cannot change ports, and has no load balancers", async () => {
  await started("2024-10");
  const port = stage.sandbox.edits.createPort({ name: "spare" });
  await expect(stage.attachment("one").up({ port: port.uuid, securityGroups: [web.id] })).rejects.toThrow(
    'create security group attachment "one": this Waldur cannot change the groups of a port. Name the server that the port belongs to instead, or update Waldur: those of 2026 can.',
  );
  const balancer = stage.sandbox.edits.createLoadBalancer();
  command();
  await expect(
    stage.attachment("two").up({ loadBalancer: balancer.uuid, securityGroups: [web.id] }),
  ).rejects.toThrow(
    "this Waldur does not answer about a load balancer. Load balancers need a Waldur of 2026.",
  );
});

test.each(["2024-10", "2026"] as const)(
  "a server that refuses one form of the list gets the other (%s)",
  async (release) => {
    await started(release);
    const server = stage.sandbox.edits.createInstance();
    // The form follows from how the server writes times: here it changes in between.
    stage.sandbox.faults.add({
      method: "POST",
      path: "update_security_groups",
      when: "before",
      answer: {
        status: 400,
        body:
          release === "2026"
            ? { security_groups: [["Incorrect type. Expected URL string, received dict."]] }
            : { security_groups: [["URL has to be defined for related object."]] },
      },
    });
    const failure = await stage
      .attachment("one")
      .up({ instance: server.uuid, securityGroups: [web.id] })
      .then(String, (error: unknown) => (error instanceof Error ? error.message : ""));
    // The emulator takes one form only, so that both are refused in turn.
    expect(failure).toMatch(/Waldur refuses the groups/);
    const bodies = stage.sandbox.log
      .entries({ method: "POST", path: "update_security_groups" })
      .map(({ body }) => JSON.stringify(body).includes('{"url"'));
    expect(bodies).toEqual(release === "2026" ? [false, true] : [true, false]);
  },
);

test("409 waits for the end of what is in progress, and begins with a new read", async () => {
  await started("2026");
  const server = stage.sandbox.edits.createInstance();
  stage.sandbox.faults.add({
    method: "POST",
    path: "update_security_groups",
    times: 2,
    answer: { status: 409, body: { detail: "Valid states for operation: OK." } },
  });
  const one = stage.attachment("one");
  await one.up({ instance: server.uuid, securityGroups: [web.id] });
  expect(stage.live(server)).toEqual(["web"]);
});

test("a server that is being created is waited for; one that stays in error is not", async () => {
  await started("2026");
  const server = stage.sandbox.edits.createInstance({ state: "CREATING" });
  const creating = stage.attachment("one").up({ instance: server.uuid, securityGroups: [web.id] });
  while (stage.sandbox.log.count({ method: "GET", path: `instances/${server.uuid}` }) < 3)
    await new Promise((resolve) => setTimeout(resolve, 5));
  stage.sandbox.edits.changeInstance(server.uuid, { state: "OK" });
  await creating;
  expect(stage.live(server)).toEqual(["web"]);

  const erred = stage.sandbox.edits.createInstance({ name: "shop-2", state: "ERRED" });
  stage.sandbox.faults.add({
    level: "openstack",
    path: "os-security-groups",
    answer: { status: 500 },
    times: "forever",
  });
  command();
  await expect(
    stage.attachment("two").up({ instance: erred.uuid, securityGroups: [web.id] }),
  ).rejects.toThrow(
    /^create security group attachment "two": the server "shop-2" is ERRED \(.*\), and its groups cannot be set in that state\. Repair it in Waldur, then run pulumi again\.$/,
  );
  stage.sandbox.faults.clear();
  command();
  await stage.attachment("two").up({ instance: erred.uuid, securityGroups: [web.id] });
  expect(stage.live(erred)).toEqual(["web"]);
});

test("a wait ends with its time, and the next run continues", async () => {
  await started("2026");
  const server = stage.sandbox.edits.createInstance();
  stage.sandbox.settings.set({ worker: false });
  const one = stage.attachment("one");
  const args = { instance: server.uuid, securityGroups: [web.id], timeouts: { create: "2s" } };
  await expect(one.up(args)).rejects.toThrow("timed out after 2 s: waiting for Waldur to change the groups");
  expect(one.outputs).toMatchObject({ unfinished: true, securityGroups: [web.id] });
  stage.sandbox.settings.set({ worker: true });
  await stage.sandbox.idle();
  command();
  expect(await one.up(args)).toBe("updated");
  expect(one.outputs["unfinished"]).toBeUndefined();
  command();
  expect(await one.up(args)).toBe("unchanged");
});

describe("an import", () => {
  const imported = async (id: string, name = "one") => {
    const handlers = withEngineContract(securityGroupAttachment());
    const settings: Record<string, string> = settingsFor(stage.sandbox);
    handlers.configure({ get: (key) => settings[key] });
    const printed: string[] = [];
    const found = await handlers.import(id, name, { print: (line) => printed.push(line) });
    return { found, printed };
  };

  test("has all groups of a target, or those that the id names", async () => {
    await started("2026");
    const server = stage.sandbox.edits.createInstance({ name: "shop-1", groups: [web.id, other.id] });
    const both = [web.id, other.id].toSorted();
    const { found, printed } = await imported(`instance/${server.uuid}`);
    expect(found?.id).toBe(`instance/${server.uuid}/one`);
    expect(found?.inputs).toMatchObject({ instance: server.uuid, securityGroups: both });
    expect(found?.outs).toMatchObject({ securityGroups: both, targetName: "shop-1", state: "OK" });
    expect(printed).toEqual([
      `warning: security group attachment "one": state has the id instance/${server.uuid}/one: where a program has the option import, write it so`,
    ]);
    const some = await imported(`instance/${server.uuid}/${web.id}`);
    expect(some.found?.inputs?.["securityGroups"]).toEqual([web.id]);
    const byUrl = await imported(`${stage.sandbox.apiUrl}openstack-instances/${server.uuid}/`);
    expect(byUrl.found?.inputs?.["securityGroups"]).toEqual(both);
    const again = await imported(`instance/${server.uuid}/one`);
    expect(again.printed).toEqual([]);
  });

  test("fails in words", async () => {
    await started("2026");
    const server = stage.sandbox.edits.createInstance({ name: "shop-1" });
    await expect(imported("shop-1")).rejects.toThrow(
      '"shop-1" names no target: give instance/UUID, port/UUID',
    );
    await expect(imported(`instance/${"f".repeat(32)}`)).rejects.toThrow(
      `Waldur does not have the server ${"f".repeat(32)}, or the token's user may not see it.`,
    );
    await expect(imported(`instance/${server.uuid}/${web.id}`)).rejects.toThrow(
      `the server "shop-1" does not have the group ${web.id}. Leave it out of the id`,
    );
  });
});

test("a role that ended takes no attachment out of state", async () => {
  await started("2026");
  const server = stage.sandbox.edits.createInstance();
  const one = stage.attachment("one");
  await one.up({ instance: server.uuid, securityGroups: [web.id] });
  stage.sandbox.edits.setRoleRevoked("owner", true);
  command();
  await expect(one.refresh()).rejects.toThrow("the token's user may not see it");
});

test("a rename without an alias leaves the groups to the new attachment", async () => {
  await started("2026");
  const server = stage.sandbox.edits.createInstance();
  const [old, renamed] = [stage.attachment("old"), stage.attachment("new")];
  await old.up({ instance: server.uuid, securityGroups: [web.id, other.id] });
  command();
  await renamed.up({ instance: server.uuid, securityGroups: [web.id] });
  await old.destroy();
  expect(stage.live(server)).toEqual(["web"]);
  expect(lines()).toContainEqual(
    expect.stringContaining('a group stays attached: SecurityGroupAttachment "new" has it in this run.'),
  );
});

test("a group that moves from one attachment to another in one run stays", async () => {
  await started("2026");
  const server = stage.sandbox.edits.createInstance();
  const [one, two] = [stage.attachment("one"), stage.attachment("two")];
  await one.up({ instance: server.uuid, securityGroups: [web.id, other.id] });
  command();
  await one.preview({ instance: server.uuid, securityGroups: [other.id] });
  await two.up({ instance: server.uuid, securityGroups: [web.id] });
  await one.up({ instance: server.uuid, securityGroups: [other.id] });
  expect(stage.live(server)).toEqual(["other", "web"]);
});
