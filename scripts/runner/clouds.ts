import type { CallEntry } from "../../sandbox/control";
import { type E24cloudSandboxOptions, startE24cloudSandbox } from "../../sandbox/e24cloud";
import { startWaldurSandbox, type WaldurSandboxOptions } from "../../sandbox/waldur";
import type { Config } from "./protocol";

export interface CloudsOptions {
  waldur?: WaldurSandboxOptions;
  e24cloud?: E24cloudSandboxOptions;
}

export type Clouds = Awaited<ReturnType<typeof startClouds>>;

/** Both emulators, quick ones, and the stack config that leads to them. */
export async function startClouds({ waldur, e24cloud }: CloudsOptions = {}) {
  const [mine, theirs] = await Promise.all([
    startWaldurSandbox({ delay: 20, ...waldur }),
    startE24cloudSandbox({ ...e24cloud }),
  ]);
  const config: Config = {
    "waldur:apiUrl": mine.apiUrl,
    "waldur:token": { secret: mine.token },
    "waldur:tenant": mine.tenantUuid,
    "waldur:pollInterval": "0.05",
    "e24cloud:endpoint": theirs.endpoint,
    "e24cloud:apiKey": theirs.apiKey,
    "e24cloud:apiSecret": { secret: theirs.apiSecret },
    "e24cloud:pollInterval": "0.05",
  };
  return {
    waldur: mine,
    e24cloud: theirs,
    config,
    /** Removes the tenant's quota of groups and rules. */
    liftQuotas() {
      const quotas = { security_group_count: -1, security_group_rule_count: -1 };
      mine.edits.changeTenant(mine.tenantUuid, { quotas });
    },
    /** Forgets the calls so far. */
    forget() {
      mine.log.clear();
      theirs.log.clear();
    },
    /** The calls since then that can have changed something, oldest first. */
    writes() {
      return [...mine.log.entries({ level: "api" }), ...theirs.log.entries({ level: "api" })]
        .filter(isWrite)
        .map(({ method, path }) => `${method} ${path.replace(/[0-9a-f-]{32,36}/g, "ID")}`);
    },
    /** Waldur's id of a group; undefined where it knows none of that name. */
    async waldurId(name: string): Promise<string | undefined> {
      const query = new URLSearchParams({ tenant_uuid: mine.tenantUuid, name_exact: name });
      const headers = { authorization: `Token ${mine.token}` };
      const answer = await fetch(`${mine.apiUrl}openstack-security-groups/?${query.toString()}`, { headers });
      const [group] = (await answer.json()) as { uuid: string }[];
      return group?.uuid;
    },
    close: () => Promise.all([mine.close(), theirs.close()]),
  };
}

/** Whether a call can change something. e24cloud reads a single group by POST. */
export function isWrite({ method, path }: Pick<CallEntry, "method" | "path">): boolean {
  const isRead = method === "GET" || method === "OPTIONS";
  return !(isRead || (method === "POST" && /^\/v2\/groups\/[^/]+$/.test(path)));
}
