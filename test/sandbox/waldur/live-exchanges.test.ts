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

/** Names of the recording, which were replaced in it, and ours. */
const names: readonly [RegExp, string][] = [
  [/\btenant-[123](?=["&>]|$)/g, "tenant-main"],
  [/\bservice-\d/g, "Stub OpenStack"],
  [/\bproject-\d/g, "Acme project"],
  [/\bcustomer-\d/g, "Acme"],
  [/\bobject-6\b/g, "E2E-VCR-Test-port-new"],
  [/\bobject-4\b/g, "web-1"],
  [/"network_name": ?"tenant-x"/g, '"network_name":"internal"'],
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
  { key: /\.0\.state$/, sections: /fetch_security_group$/, reason: "its tenant was being updated" },
  {
    key: /\.(state|backend_id|description|device_\w+)$/,
    sections: /^PortModule\..*(delete|update)/,
    reason: "the recorded worker had not made the port",
  },
  {
    key: /\.backend_id$/,
    sections: /^(SecurityGroup|Port)Module\./,
    reason: "the recorded worker had not made the group",
  },
  {
    key: /\.state$/,
    sections: /_performed$/,
    reason: "the recorded worker had not made a group of the instance",
  },
];

const uuids = z.looseObject({ uuid: z.string().optional(), url: z.string().optional(), name: z.string() });
const rule = z.looseObject({
  remote_group_name: z.string().optional(),
  remote_group_uuid: z.string().optional(),
});
const recordedGroup = uuids.extend({ rules: z.array(rule) });
const recordedInstance = uuids.extend({
  security_groups: z.array(recordedGroup),
  internal_ips: z.array(z.string()),
});

let sandbox: WaldurSandbox;
let client: Client;
let bindings: Bindings;
/** Uuids of groups that have their rules. */
let complete: Set<string>;

beforeEach(async () => {
  sandbox = await startWaldurSandbox({ release: "2026", delay: 0 });
  client = new Client(sandbox);
  bindings = new Bindings(sandbox.url);
  complete = new Set();
});
afterEach(() => sandbox.close());

const recording = recordedExchanges();
const cases = [...new Set(recording.map((line) => line.case))].map(
  (name) => [name, recording.filter((line) => line.case === name)] as const,
);

test.each(cases)("%s: the newest emulator answers as the live server did", async (_, exchanges) => {
  for (const line of exchanges) await arrange(line);
  sandbox.settings.set({ worker: false });
  const disagreements: string[] = [];
  for (const line of exchanges) {
    if (!line.request.path.startsWith("/api/")) continue;
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

test("33 exchanges are recorded, 2 of them of a path that the recording has replaced", () => {
  expect(recordedExchanges()).toHaveLength(33);
  expect(recordedExchanges().filter(({ request }) => !request.path.startsWith("/api/"))).toHaveLength(2);
});

/** Makes what an exchange shows before anything is done to it. */
async function arrange({ request, response: { body } }: LiveExchange): Promise<void> {
  if (request.method !== "GET") return;
  for (const item of Array.isArray(body) ? body : [body]) {
    const tenant = z.looseObject({ tenant_uuid: z.string() }).safeParse(item).data?.tenant_uuid;
    if (tenant !== undefined) bindings.bind(tenant, sandbox.tenantUuid);
    const instance = recordedInstance.safeParse(item).data;
    if (!request.path.startsWith("/api/")) await bindNetwork(uuids.parse(item));
    else if (instance) await makeInstance(instance);
    else if (/groups\/\?.*name_exact/.test(request.path)) await makeGroup(recordedGroup.parse(item));
    else if (request.path.includes("openstack-ports")) await makePort(uuids.parse(item));
    else if (request.path.includes("openstack-security-groups/"))
      await client.created(uuids.parse(item).name);
  }
}

async function makeInstance(recorded: z.output<typeof recordedInstance>): Promise<void> {
  const groups = [];
  for (const group of recorded.security_groups) groups.push(await makeGroup(group));
  const { uuid } = sandbox.edits.createInstance({
    name: recorded.name,
    groups,
    internal_ips: recorded.internal_ips,
  });
  bindings.bind(recorded.uuid ?? "", uuid);
}

/** Returns our uuid. A group that only a rule names is made without rules. */
async function makeGroup(recorded: z.output<typeof recordedGroup>): Promise<string> {
  const theirs = recorded.uuid ?? /[0-9a-f]{32}/.exec(recorded.url ?? "")?.[0] ?? "";
  if (bindings.translate(theirs) === theirs) {
    const { uuid } =
      recorded.name === "default" ? await importDefault() : await client.created(recorded.name);
    bindings.bind(theirs, uuid);
  }
  const uuid = bindings.translate(theirs);
  if (recorded.name === "default" || recorded.rules.length === 0 || complete.has(uuid)) return uuid;
  complete.add(uuid);

  for (const { remote_group_uuid: remote, remote_group_name: name } of recorded.rules)
    if (remote !== undefined && remote !== theirs)
      await makeGroup({ uuid: remote, name: name ?? "", rules: [] });
  const rules = recorded.rules.map(({ remote_group_uuid: remote, ...values }) => ({
    ...values,
    id: undefined,
    ...(remote !== undefined && {
      remote_group: bindings.translate(`${recordedOrigin}/api/openstack-security-groups/${remote}/`),
    }),
  }));
  await client.setRules(uuid, rules);
  await client.send("PATCH", `openstack-security-groups/${uuid}/`, { description: recorded["description"] });
  await sandbox.idle();
  return uuid;
}

/** OpenStack's own group of the tenant, which a pull brings in. */
async function importDefault(): Promise<{ uuid: string }> {
  await sandbox.edits.backgroundPull(sandbox.tenantUuid);
  const { body } = await client.send(
    "GET",
    `openstack-security-groups/?name_exact=default&tenant_uuid=${sandbox.tenantUuid}`,
  );
  return z.tuple([z.looseObject({ uuid: z.string() })]).parse(body)[0];
}

async function makePort(recorded: z.output<typeof uuids>): Promise<void> {
  bindings.bind(recorded.uuid ?? "", sandbox.edits.createPort({ name: recorded.name }).uuid);
}

/** The one network that there is is that of any port. */
async function bindNetwork(recorded: z.output<typeof uuids>): Promise<void> {
  const { uuid } = sandbox.edits.createPort();
  const { body } = await client.send("GET", `openstack-ports/${uuid}/`);
  bindings.bind(recorded.uuid ?? "", z.looseObject({ network_uuid: z.string() }).parse(body).network_uuid);
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
