import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { Edits, startWaldurSandbox } from "../../../sandbox/waldur";
import { waldurSwitches } from "../../../sandbox/waldur/read-switches";
import { Client, groupPath, tcp } from "./client";

const readme = readFileSync(path.resolve(__dirname, "../../../sandbox/README.md"), "utf8");
const [, section = ""] = readme.split("## The Waldur emulator");
const [ours = ""] = section.split("## The e24cloud emulator");

test("the README has a row for every switch, with its default", () => {
  const switches = ours.split("### Switches")[1]?.split("###")[0] ?? "";
  const rows = [...switches.matchAll(/^\| `(\w+)` *\| `([^`]*)`/gm)].map(([, name, value]) => [name, value]);
  const defaults = Object.entries(waldurSwitches.parse({})).map(([name, value]) => [
    name,
    JSON.stringify(value),
  ]);
  expect(rows).toEqual(defaults);
});

test("the README has a row for every edit", () => {
  const edits = ours.split("### Changes behind Waldur's back")[1]?.split("###")[0] ?? "";
  const rows = [...edits.matchAll(/^\|[^|]*\| `(\w+)\(/gm)].map(([, name]) => name);
  const methods = Object.getOwnPropertyNames(Edits.prototype).filter((name) => name !== "constructor");
  expect(rows.toSorted()).toEqual(methods.toSorted());
});

test("the README has a row for every call to OpenStack", async () => {
  const sandbox = await startWaldurSandbox({ delay: 0 });
  const client = new Client(sandbox);
  const [web, db] = [await client.created("web", [tcp(1)]), await client.created("db")];
  const server = sandbox.edits.createInstance({ groups: [web.uuid] });
  sandbox.edits.createPort({ groups: [db.uuid] });
  for (const [method, path, body] of [
    ["PATCH", groupPath(web.uuid), { name: "renamed" }],
    ["POST", groupPath(db.uuid, "set_rules"), [tcp(2)]],
    ["POST", `openstack-tenants/${sandbox.tenantUuid}/pull_security_groups/`],
    ["POST", `openstack-instances/${server.uuid}/update_security_groups/`, { security_groups: [db.url] }],
    ["DELETE", groupPath(db.uuid)],
  ] as const) {
    expect((await client.send(method, path, body)).status).toBeLessThan(300);
    await sandbox.idle();
  }
  const { body: ports } = await client.send("GET", "openstack-ports/");
  const [port] = z.array(z.looseObject({ network: z.string() })).parse(ports);
  const { body: made2026 } = await client.send("POST", "openstack-ports/", { network: port?.network });
  await sandbox.idle();
  await client.send("DELETE", `openstack-ports/${z.looseObject({ uuid: z.string() }).parse(made2026).uuid}/`);
  await sandbox.idle();
  const made = sandbox.log
    .entries({ level: "openstack" })
    .map((call) => `${call.method} ${call.path.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, "ID")}`);
  await sandbox.close();

  const calls = ours.split("### Calls to OpenStack")[1]?.split("###")[0] ?? "";
  const cells = [...calls.matchAll(/^\| ((?:`[A-Z]+ [^`]*`(?:, )?)+)/gm)].map(([, cell = ""]) => cell);
  const rows = cells.flatMap((cell) => [...cell.matchAll(/`([^`]*)`/g)].map(([, call]) => call));
  expect(rows.toSorted()).toEqual([...new Set(made)].toSorted());
});
