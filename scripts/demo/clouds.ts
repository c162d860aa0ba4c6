import { z } from "zod";
import type { Clouds } from "../runner/sandbox-process";

/** A rule of a cloud for people: only the fields with a value. */
export type ShownRule = string;

const waldurGroups = z.array(
  z.object({ uuid: z.string(), name: z.string(), rules: z.array(z.record(z.string(), z.unknown())) }),
);
const e24cloudGroups = z.array(
  z.object({ id: z.string(), name: z.string(), rules: z.array(z.record(z.string(), z.unknown())) }),
);
const calls = z.array(
  z.object({ level: z.string(), method: z.string(), path: z.string(), status: z.number() }),
);

/** What the clouds themselves have, asked without the package. */
export class CloudView {
  /** @param names of the groups that the program makes */
  constructor(
    private readonly clouds: Clouds,
    private readonly names: readonly string[],
  ) {}

  /** The rules of the program's groups, by cloud and group. */
  async rules(): Promise<Map<string, ShownRule[]>> {
    const { waldur, e24cloud } = this.clouds;
    const mine = waldurGroups.parse(
      await json(`${waldur.apiUrl}openstack-security-groups/?tenant_uuid=${waldur.tenantUuid}`, {
        headers: { authorization: `Token ${waldur.token}` },
      }),
    );
    const theirs = e24cloudGroups.parse(await json(`${e24cloud.endpoint}/_sandbox/groups`));
    return new Map(
      [
        ...mine.map((group) => ["Waldur", group] as const),
        ...theirs.map((group) => ["e24cloud", group] as const),
      ]
        .filter(([, { name }]) => this.names.includes(name))
        .map(([cloud, { name, rules }]) => [`${cloud}, ${name}`, rules.map(shown).sort()] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  }

  /** The calls that changed something since the last `forget`. */
  async writes(): Promise<string[]> {
    const logs = [];
    for (const server of this.servers)
      logs.push(...calls.parse(await json(`${server}/_sandbox/log?level=api`)));
    return logs.filter((call) => !isRead(call)).map(({ method, path }) => `${method} ${path}`);
  }

  async forget(): Promise<void> {
    for (const server of this.servers) await fetch(`${server}/_sandbox/log`, { method: "DELETE" });
  }

  private get servers(): string[] {
    return [new URL(this.clouds.waldur.apiUrl).origin, this.clouds.e24cloud.endpoint];
  }
}

/** e24cloud reads a single group by POST. */
function isRead({ method, path }: { method: string; path: string }): boolean {
  return method === "GET" || method === "HEAD" || (method === "POST" && /^\/v2\/groups\/[^/]+$/.test(path));
}

async function json(url: string, init?: RequestInit): Promise<unknown> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
}

function shown(rule: Record<string, unknown>): ShownRule {
  return Object.entries(rule)
    .filter(
      ([field, value]) => !["id", "remote_group", "remote_group_uuid"].includes(field) && Boolean(value),
    )
    .map(([field, value]) => `${field}=${String(value)}`)
    .join(" ");
}
