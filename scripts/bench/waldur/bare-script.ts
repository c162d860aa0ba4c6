import { setTimeout as pause } from "node:timers/promises";
import type { Emulator } from "../emulator";

/** The rules of each group, before and after each change. */
export const rulesFor = {
  create: (count: number) => ports(count, 1000),
  append: (count: number) => [...ports(count, 1000), rule(5000)],
  insert: (count: number) => [rule(500), ...ports(count, 1000), rule(5000)],
};

const rule = (port: number) => ({ protocol: "tcp", from_port: port, to_port: port, cidr: "10.0.0.0/8" });
const ports = (count: number, first: number) => Array.from({ length: count }, (_, at) => rule(first + at));

interface Group {
  readonly url: string;
  readonly state: string;
  readonly rules: readonly { readonly id: number }[];
}

/** Seconds that the server itself takes: everything is sent at once, then listed until all of it is done. */
export async function serverTimes(
  emulator: Emulator,
  groups: number,
  rules: number,
): Promise<Record<"create" | "append" | "insert" | "destroy", number>> {
  const { tenantUuid } = emulator.reach;
  const list = async () => {
    const path = `openstack-security-groups/?tenant_uuid=${tenantUuid}&page_size=300`;
    const all = await emulator.request<(Group & { name: string })[]>("GET", path);
    return all.filter(({ name }) => name.startsWith("bare-"));
  };
  const until = async (isDone: (all: readonly Group[]) => boolean) => {
    while (!isDone(await list())) await pause(100);
  };
  const allOk = (all: readonly Group[]) => all.length === groups && all.every(({ state }) => state === "OK");
  const time = async (work: () => Promise<unknown>, isDone: (all: readonly Group[]) => boolean) => {
    const start = performance.now();
    await work();
    await until(isDone);
    return (performance.now() - start) / 1000;
  };
  const path = (group: Group) => new URL(group.url).pathname.replace(/^\/api\//, "");
  const setRules = async (wanted: object[]) => {
    const all = await list();
    await Promise.all(
      all.map((group) => {
        // Existing rules carry their ids, as in the package.
        const kept = group.rules.map(({ id }) => ({ id }));
        return emulator.request("POST", `${path(group)}set_rules/`, [...kept, ...wanted]);
      }),
    );
  };
  return {
    create: await time(
      () =>
        Promise.all(
          Array.from({ length: groups }, (_, at) =>
            emulator.request("POST", `openstack-tenants/${tenantUuid}/create_security_group/`, {
              name: `bare-${at}`,
              rules: rulesFor.create(rules),
            }),
          ),
        ),
      allOk,
    ),
    append: await time(() => setRules([rule(5000)]), allOk),
    insert: await time(() => setRules([rule(500)]), allOk),
    destroy: await time(
      async () => {
        const all = await list();
        await Promise.all(all.map((group) => emulator.request("DELETE", path(group))));
      },
      (all) => all.length === 0,
    ),
  };
}
