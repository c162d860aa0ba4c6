import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { WireEvent } from "../../../../provider/waldur/api/schema";
import { undoneChanges } from "../../../../provider/waldur/security-group-attachment/history";
import { setGroupsByHand } from "../../../set-groups";
import { type AttachmentStage, https, releases, ssh, startStage } from "./stage";

describe.each(releases)("somebody else changes a server at a Waldur of %s", (release) => {
  let stage: AttachmentStage;
  let front: Awaited<ReturnType<typeof startFront>>;
  let said: jest.SpyInstance;
  const lines = () =>
    (said.mock.calls.flat() as string[]).map((line) => line.replaceAll(/20\d\d[^)]*UTC/g, "TIME"));

  beforeEach(async () => {
    said = jest.spyOn(console, "log").mockImplementation(() => undefined);
    front = await startFront();
    stage = await startStage({ release }, { "waldur:apiUrl": front.apiUrl });
    front.server = stage.sandbox.url;
  });
  afterEach(async () => {
    said.mockRestore();
    await front.close();
    await stage.sandbox.close();
  });

  const setByAdmin = (server: { readonly uuid: string }, ids: readonly string[]) =>
    setGroupsByHand(stage.sandbox, server, ids, stage.sandbox.tokens.admin);

  async function prepared() {
    const [web, other, legacy] = [stage.group("web"), stage.group("other"), stage.group("legacy")];
    await web.up({ rules: [https] });
    await other.up({ rules: [ssh] });
    await legacy.up({ rules: [ssh] });
    const server = stage.sandbox.edits.createInstance({ name: "shop-1", groups: [legacy.id] });
    stage.next();
    said.mockClear();
    stage.sandbox.log.clear();
    return { web, other, legacy, server };
  }

  const askedEvents = () => stage.sandbox.log.entries({ level: "api", path: "/events/" }).length;

  test("between the read and the write: what that undoes is reported with who did it, where Waldur records it", async () => {
    const { web, other, legacy, server } = await prepared();
    front.beforeWrite = () => setByAdmin(server, [other.id]);
    await stage.attachment("one").up({ instance: server.uuid, securityGroups: [web.id] });
    expect(stage.live(server)).toEqual(["legacy", "web"]);
    const warning = 'warning: security group attachment "one": ';
    const read = "after this run had read the groups, and is";
    expect(lines().filter((line) => line.startsWith("warning"))).toEqual(
      release === "2026"
        ? [
            `${warning}other was attached by admin (TIME) ${read} detached again by this change: attach it again in Waldur`,
            `${warning}legacy was detached by admin (TIME) ${read} attached again by this change: detach it again in Waldur`,
          ]
        : [],
    );
    expect(askedEvents()).toBe(release === "2026" ? 1 : 0);
    expect(legacy.id).not.toBe(other.id);
  });

  test("before the read: nothing is undone, and nothing is reported", async () => {
    const { web, other, legacy, server } = await prepared();
    await setByAdmin(server, [legacy.id, other.id]);
    await stage.attachment("one").up({ instance: server.uuid, securityGroups: [web.id] });
    expect(stage.live(server)).toEqual(["legacy", "other", "web"]);
    expect(lines().filter((line) => line.startsWith("warning"))).toEqual([]);
  });

  test("an audit log that does not answer keeps nothing from being attached", async () => {
    const { web, other, server } = await prepared();
    stage.sandbox.faults.add({ path: "/events/", answer: { status: 500 }, times: "forever" });
    front.beforeWrite = () => setByAdmin(server, [other.id]);
    await stage.attachment("one").up({ instance: server.uuid, securityGroups: [web.id] });
    expect(lines().filter((line) => line.startsWith("warning"))).toEqual([]);
  });

  test("a refresh names who has detached a group, where Waldur records it", async () => {
    const { web, server } = await prepared();
    const one = stage.attachment("one");
    await one.up({ instance: server.uuid, securityGroups: [web.id] });
    await setByAdmin(server, []);
    stage.next();
    said.mockClear();
    await one.refresh();
    const who = release === "2026" ? " (by admin, TIME)" : "";
    expect(lines()).toEqual([`one: drifted: web detached; closed tcp 443 from 0.0.0.0/0${who}`]);
  });
});

describe("which records are others' between a read and a write", () => {
  const at = (second: number) => `2026-11-30T20:00:0${second}+00:00`;
  const refs = (names: string) => [...names].map((name) => ({ uuid: name, name }));
  const record = (second: number, added: string, removed = ""): WireEvent => ({
    created: at(second),
    event_type: "openstack_instance_security_groups_changed",
    context: {
      added_rules: [],
      removed_rules: [],
      modified_rules: [],
      added_security_groups: refs(added),
      removed_security_groups: refs(removed),
    },
  });
  const sent = (before: string, next: string) => ({
    before: { modified: at(2), groups: [...before] },
    next: [...next],
  });
  const undone = (list: ReturnType<typeof sent>, ...newestLast: WireEvent[]) =>
    undoneChanges([list], newestLast.toReversed()).map(({ deed, group }) => `${group} ${deed}`);

  test.each([
    ["only our own", sent("f", "fw"), [record(3, "w")], []],
    ["one of another before ours", sent("f", "fw"), [record(3, "h"), record(4, "w", "h")], ["h attached"]],
    [
      "one that takes off what we send back",
      sent("f", "fw"),
      [record(3, "", "f"), record(4, "fw")],
      ["f detached"],
    ],
    [
      "two of others",
      sent("f", "fw"),
      [record(3, "h"), record(4, "i"), record(5, "w", "hi")],
      ["h attached", "i attached"],
    ],
    [
      "one that is taken back in between",
      sent("f", "fw"),
      [record(3, "h"), record(4, "", "h"), record(5, "w")],
      [],
    ],
    [
      "a change of ours that looks the same, from before the read",
      sent("f", "fw"),
      [record(1, "w"), record(3, "h"), record(4, "w", "h")],
      ["h attached"],
    ],
    ["one after ours", sent("f", "fw"), [record(3, "w"), record(4, "h")], []],
    [
      "one after ours that is taken back",
      sent("f", "fw"),
      [record(3, "w"), record(4, "h"), record(5, "", "h")],
      [],
    ],
    ["what we take off on purpose", sent("fw", "f"), [record(3, "", "w")], []],
    ["no record of ours, as of a write that had no effect", sent("f", "fw"), [record(3, "h")], []],
    ["none", sent("f", "fw"), [], []],
  ])("%s", (_, list, events, expected) => {
    expect(undone(list, ...events)).toEqual(expected);
  });
});

/** A server in front of the emulator, which lets somebody else act before it passes on the first change of groups. */
async function startFront() {
  const front = { server: "", apiUrl: "", beforeWrite: async () => {}, close: async () => {} };
  const pass = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = "GET", url = "/", headers } = request;
    const body = await request.toArray().then((parts) => Buffer.concat(parts as Buffer[]));
    if (url.includes("update_security_groups")) {
      const { beforeWrite } = front;
      front.beforeWrite = async () => {};
      await beforeWrite();
    }
    const sentHeaders = { authorization: headers.authorization ?? "", "content-type": "application/json" };
    const hasBody = body.length > 0;
    const answer = await fetch(front.server + url, {
      method,
      headers: sentHeaders,
      ...(hasBody && { body }),
    });
    const link = answer.headers.get("link");
    response.writeHead(answer.status, {
      "content-type": answer.headers.get("content-type") ?? "text/plain",
      ...(link === null ? {} : { link: link.replaceAll(front.server, front.apiUrl.replace(/\/api\/$/, "")) }),
    });
    response.end(await answer.text());
  };
  const server = createServer((request, response) => void pass(request, response));
  await once(server.listen(0, "127.0.0.1"), "listening");
  front.apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
  front.close = async () => {
    server.closeAllConnections();
    await once(server.close(), "close");
  };
  return front;
}
