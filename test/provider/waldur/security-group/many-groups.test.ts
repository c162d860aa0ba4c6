import type { WaldurSandbox } from "../../../../sandbox/waldur";
import { crudFor, settingsFor, ManagedResource, startSandbox } from "../sandbox";
import { tcp } from "../rules";

let sandbox: WaldurSandbox;
afterEach(() => sandbox.close());

const gets = () => sandbox.log.entries({ level: "api", method: "GET" });

/** Runs so many at a time, as the engine does. */
async function atATime<T>(
  limit: number,
  items: readonly T[],
  run: (item: T) => Promise<unknown>,
): Promise<void> {
  const waiting = items.slice();
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: limit }, worker));
}

test("a refresh of 1,000 groups in one tenant takes at most 10 requests", async () => {
  sandbox = await startSandbox();
  for (let index = 0; index < 1000; index += 1) sandbox.edits.createGroup({ name: `group-${index}` });
  await sandbox.edits.backgroundPull();
  const crud = crudFor(settingsFor(sandbox));
  const { apiUrl, token, tenantUuid } = sandbox;
  const ids: string[] = [];
  for (let page = 1; page <= 4; page += 1) {
    const url = `${apiUrl}openstack-security-groups/?tenant_uuid=${tenantUuid}&field=uuid&page_size=300&page=${page}`;
    const response = await fetch(url, { headers: { authorization: `Token ${token}` } });
    ids.push(...((await response.json()) as { uuid: string }[]).map(({ uuid }) => uuid));
  }
  expect(ids).toHaveLength(1001);
  sandbox.log.clear();
  let found = 0;
  await atATime(8, ids, async (id) => {
    const { id: read } = await crud.read(id, { name: "any", tenant: tenantUuid, rules: {} });
    if (read === id) found += 1;
  });
  expect(found).toBe(1001);
  expect(gets().length).toBeLessThanOrEqual(10);
}, 60_000);

test("waiting for many groups takes requests by time, not by group", async () => {
  sandbox = await startSandbox({ delay: 1000 });
  const crud = crudFor(settingsFor(sandbox, { "waldur:pollInterval": "0.2", "waldur:maxConnections": "20" }));
  const create = async (count: number, name: string) => {
    sandbox.log.clear();
    const stacks = Array.from({ length: count }, (_, index) => new ManagedResource(crud, `${name}-${index}`));
    await Promise.all(stacks.map((stack) => stack.up({ rules: [tcp(22), tcp(443)] })));
    return gets().length;
  };
  const few = await create(5, "few");
  const many = await create(100, "many");
  console.log(`requests while waiting: ${few} for 5 groups, ${many} for 100`);
  expect(many).toBeLessThan(40);
}, 60_000);
