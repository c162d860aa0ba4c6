import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { startWaldurSandbox } from "../../../sandbox/waldur";
import type { WaldurSandbox } from "../../../sandbox/waldur";
import { Bindings } from "./bindings";
import { Client } from "./client";
import { differences, type Exception } from "./comparison";
import { recordedOrigin } from "./recording";

const exchange = z.object({
  case: z.string(),
  n: z.number(),
  request: z.object({ method: z.string(), path: z.string(), body: z.unknown() }),
  response: z.object({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.unknown() }),
});
type LiveExchange = z.output<typeof exchange>;

/** Names and ids of tenants in the recording, and ours. Two paths stand there under another name. */
const names: readonly [RegExp, string][] = [
  [/\btenant-[123](?=["&>]|$)/g, "tenant-main"],
  [/\bservice-\d/g, "Stub OpenStack"],
  [/\bproject-\d/g, "Acme project"],
  [/\bcustomer-\d/g, "Acme"],
  [/\bobject-6\b/g, "E2E-VCR-Test-port-new"],
  [/\bobject-4\b/g, "web-1"],
  [/"path": ?"tenant-x"/g, '"path":"/api/openstack-networks/"'],
  [/\b(249b82b1b0b644aabdf57ad34ebca8d9|169e2cfe9ed54402beb5fa827a8a8def)\b/g, "proj0001"],
  [/\b(tenant-x|object-5)\b/g, "internal"],
];

/** What is not compared, and why. */
const exceptions: readonly Exception[] = [
  { key: /^header content-type$/, reason: "the proxy before the recorded server adds a charset" },
  { key: /\.(marketplace_\w+|is_\w+_based)$/, reason: "no marketplace here" },
  { key: /\.(cores|ram|disk|min_\w+|flavor_disk|start_time)$/, reason: "an instance's size" },
  { key: /\.(server_group|ports|rancher_cluster|action\w*|external_address)$/, reason: "nothing of groups" },
  { key: /\.(availability_zone|connect_directly_\w+|default_\w+)$/, reason: "nothing of groups" },
  { key: /\.(internal|external)_network_id$/, reason: "the tenant's networks" },
  { key: /\.customer_(abbreviation|native_name)$/, reason: "left out of the recording" },
  { key: /\.(internal_ips|access_url)\.\d+$/, reason: "addresses" },
];

const resource = z.looseObject({
  uuid: z.string().optional(),
  url: z.string().optional(),
  name: z.string(),
  description: z.string().optional(),
  state: z.string().optional(),
  backend_id: z.string().nullish(),
  tenant_uuid: z.string().optional(),
});
type Recorded = z.output<typeof resource>;
const rule = z.looseObject({
  remote_group_name: z.string().optional(),
  remote_group_uuid: z.string().optional(),
});
const recordedGroup = resource.extend({ rules: z.array(rule) });
const recordedInstance = resource.extend({
  security_groups: z.array(recordedGroup),
  internal_ips: z.array(z.string()),
});

let sandbox: WaldurSandbox;
let client: Client;
let bindings: Bindings;
/** Uuids, ours and recorded, of groups that have their rules, or will get them. */
let complete: Set<string>;
/** Asks for what the recorded worker had not made yet. */
let unmade: (() => Promise<void>)[];

beforeEach(async () => {
  sandbox = await startWaldurSandbox({ release: "2026", delay: 0 });
  client = new Client(sandbox);
  bindings = new Bindings(sandbox.url);
  complete = new Set();
  unmade = [];
});
afterEach(() => sandbox.close());

const recording = recordedExchanges();
const cases = [...new Set(recording.map((line) => line.case))].map(
  (name) => [name, recording.filter((line) => line.case === name)] as const,
);

test.each(cases)("%s: the newest emulator answers as the live server did", async (_, exchanges) => {
  for (const line of exchanges) await arrange(line);
  sandbox.settings.set({ worker: false });
  for (const ask of unmade) await ask();
  for (const line of exchanges) setTenantState(line);
  const disagreements: string[] = [];
  for (const line of exchanges) {
    const response = await fetch(sandbox.url + bindings.translate(line.request.path), {
      method: line.request.method,
      headers: { authorization: `Token ${sandbox.tokens.staff}`, "content-type": "application/json" },
      ...(line.request.body !== null && { body: bindings.translate(JSON.stringify(line.request.body)) }),
    });
    const recorded = { section: line.case, title: String(line.n), ...line };
    const request = { ...line.request, auth: null, headers: {}, body: null };
    const found = await differences({ ...recorded, request }, response, bindings, {
      exceptions,
      recordedFieldsOnly: true,
    });
    if (found.length > 0) disagreements.push(`${line.n}: ${found.join("; ")}`);
  }
  expect(disagreements).toEqual([]);
});

test("33 exchanges are recorded, each a request to the API", () => {
  expect(recording).toHaveLength(33);
  expect(recording.filter(({ request }) => !request.path.startsWith("/api/"))).toEqual([]);
});

/** Makes what an exchange shows before anything is done to it. */
async function arrange({ request, response: { body } }: LiveExchange): Promise<void> {
  if (request.method !== "GET") return;
  for (const item of [body].flat()) {
    const tenant = resource.safeParse(item).data?.tenant_uuid;
    if (tenant !== undefined) bindings.bind(tenant, sandbox.tenantUuid);
    const instance = recordedInstance.safeParse(item).data;
    if (instance) await makeInstance(instance);
    else if (/groups\/\?.*name_exact/.test(request.path)) await makeGroup(recordedGroup.parse(item));
    else if (request.path.includes("openstack-ports")) askForPort(resource.parse(item));
    else if (request.path.includes("openstack-security-groups/"))
      await client.created(resource.parse(item).name);
  }
}

function setTenantState({ request, response: { body } }: LiveExchange): void {
  if (!request.path.includes("openstack-tenants/")) return;
  const [{ state }] = z.tuple([z.looseObject({ state: z.enum(["OK", "UPDATE_SCHEDULED"]) })]).parse(body);
  sandbox.edits.changeTenant(sandbox.tenantUuid, { state });
}

async function makeInstance(recorded: z.output<typeof recordedInstance>): Promise<void> {
  const groups = recorded.security_groups;
  for (const group of groups) await makeGroup(group);
  const { uuid } = sandbox.edits.createInstance({
    name: recorded.name,
    groups: groups.filter(isMade).map((group) => bindings.translate(idOf(group))),
    internal_ips: recorded.internal_ips,
  });
  bindings.bind(idOf(recorded), uuid);
  if (groups.every(isMade)) return;
  unmade.push(async () => {
    const path = `openstack-instances/${uuid}/`;
    const urls = groups.map(({ url = "" }) => bindings.translate(url));
    await client.send("POST", `${path}update_security_groups/`, { security_groups: urls });
    await setState(path, recorded);
  });
}

/** A group that only a rule names is made without rules. */
async function makeGroup(recorded: z.output<typeof recordedGroup>): Promise<void> {
  const theirs = idOf(recorded);
  for (const { remote_group_uuid: remote, remote_group_name: name } of recorded.rules)
    if (remote !== undefined && remote !== theirs)
      await makeGroup({ uuid: remote, name: name ?? "", rules: [] });
  const rules = () =>
    recorded.rules.map(({ remote_group_uuid: remote, ...values }) => ({
      ...values,
      id: undefined,
      ...(remote !== undefined && {
        remote_group: bindings.translate(`${recordedOrigin}/api/openstack-security-groups/${remote}/`),
      }),
    }));

  const { name, description } = recorded;
  if (!isMade(recorded)) {
    if (complete.has(theirs)) return;
    complete.add(theirs);
    const given = () => ({ name, description, rules: rules() });
    const path = `openstack-tenants/${sandbox.tenantUuid}/create_security_group/`;
    unmade.push(() => ask(path, given(), recorded));
    return;
  }
  if (bindings.translate(theirs) === theirs)
    bindings.bind(theirs, name === "default" ? await importDefault() : (await client.created(name)).uuid);
  const uuid = bindings.translate(theirs);
  if (name === "default" || recorded.rules.length === 0 || complete.has(uuid)) return;
  complete.add(uuid);
  await client.setRules(uuid, rules());
  await client.send("PATCH", `openstack-security-groups/${uuid}/`, { description });
  await sandbox.idle();
}

/** OpenStack's own group of the tenant, which a pull brings in. */
async function importDefault(): Promise<string> {
  await sandbox.edits.backgroundPull(sandbox.tenantUuid);
  return onlyOne(`openstack-security-groups/?name_exact=default&tenant_uuid=${sandbox.tenantUuid}`, "uuid");
}

/** No port of the recording was made at OpenStack. */
function askForPort(recorded: Recorded): void {
  const { name, description } = recorded;
  unmade.push(async () => {
    const network = await onlyOne("openstack-networks/", "url");
    await ask("openstack-ports/", { network, name, description }, recorded);
  });
}

const isMade = ({ backend_id: id, state }: Recorded) =>
  id !== null && id !== "" && state !== "CREATION_SCHEDULED";

const idOf = ({ uuid, url = "" }: Recorded) => uuid ?? /[0-9a-f]{32}/.exec(url)?.[0] ?? "";

/** Asks for something that our worker does not make, and brings it to the recorded state. */
async function ask(path: string, given: object, recorded: Recorded): Promise<void> {
  const { body } = await client.send("POST", path, given);
  const { uuid, url } = z.looseObject({ uuid: z.string(), url: z.string() }).parse(body);
  bindings.bind(idOf(recorded), uuid);
  await setState(url.replace(sandbox.apiUrl, ""), recorded);
}

/** Staff say in what state something is. */
async function setState(path: string, { state }: Recorded): Promise<void> {
  const action = { OK: "set_ok", ERRED: "set_erred" }[state ?? ""];
  if (action === undefined) return;
  expect(await client.send("POST", `${path}${action}/`)).toMatchObject({ status: 200 });
}

/** Of the only item of a list. */
async function onlyOne(path: string, key: "uuid" | "url"): Promise<string> {
  const { body } = await client.send("GET", path);
  return z.tuple([z.looseObject({ uuid: z.string(), url: z.string() })]).parse(body)[0][key];
}

/** The exchanges, under our names. */
function recordedExchanges(): LiveExchange[] {
  const text = readFileSync(join(__dirname, "../../fixtures/waldur-live-2025-2026.jsonl"), "utf8");
  const named = names.reduce((whole, [theirs, ours]) => whole.replaceAll(theirs, ours), text);
  return named
    .trim()
    .split("\n")
    .map((line) => exchange.parse(JSON.parse(line)));
}
