import { startE24cloudSandbox } from "../../sandbox/e24cloud";
import { startWaldurSandbox, type WaldurSandboxOptions } from "../../sandbox/waldur";
import { run } from "./run";

/** A rule as the API of Waldur takes it; what is left out is any. */
export interface WaldurRule {
  readonly direction?: "ingress" | "egress";
  readonly ethertype?: "IPv4" | "IPv6";
  readonly protocol?: string;
  readonly from_port?: number;
  readonly to_port?: number;
  readonly cidr?: string | null;
  /** Uuid of a group. */
  readonly remote?: string;
  readonly description?: string;
}

/** Both emulators with an account each, and the command with these as its environment. */
export async function startAccounts(options: Pick<WaldurSandboxOptions, "release"> = {}) {
  const [waldur, e24cloud] = await Promise.all([
    startWaldurSandbox({ delay: 0, ...options }),
    startE24cloudSandbox(),
  ]);
  waldur.edits.changeTenant(waldur.tenantUuid, {
    quotas: { security_group_count: -1, security_group_rule_count: -1 },
  });
  const waldurEnv = {
    WALDUR_API_URL: waldur.apiUrl,
    WALDUR_ACCESS_TOKEN: waldur.token,
    WALDUR_TENANT: waldur.tenantUuid,
  };
  const e24cloudEnv = {
    E24CLOUD_ENDPOINT: e24cloud.endpoint,
    E24CLOUD_API_KEY: e24cloud.apiKey,
    E24CLOUD_API_SECRET: e24cloud.apiSecret,
  };

  async function post(path: string, body: unknown): Promise<{ uuid: string }> {
    const response = await fetch(new URL(path, waldur.apiUrl), {
      method: "POST",
      headers: { authorization: `Token ${waldur.token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    const text = await response.text();
    return (text === "" ? {} : JSON.parse(text)) as { uuid: string };
  }
  const wire = ({ remote, ...rule }: WaldurRule) => ({
    direction: "ingress",
    ethertype: "IPv4",
    protocol: "",
    from_port: -1,
    to_port: -1,
    cidr: remote === undefined ? (rule.ethertype === "IPv6" ? "::/0" : "0.0.0.0/0") : null,
    description: "",
    ...rule,
    remote_group: remote === undefined ? null : `${waldur.apiUrl}openstack-security-groups/${remote}/`,
  });

  return {
    waldur,
    e24cloud,
    env: { ...waldurEnv, ...e24cloudEnv },
    waldurEnv,
    e24cloudEnv,
    /** Makes a group at Waldur. @returns its uuid */
    async waldurGroup(name: string, rules: readonly WaldurRule[] = [], description = ""): Promise<string> {
      const path = `openstack-tenants/${waldur.tenantUuid}/create_security_group/`;
      const { uuid } = await post(path, { name, description, rules: rules.map(wire) });
      await waldur.idle();
      return uuid;
    },
    /** Sets its rules. */
    async setRules(uuid: string, rules: readonly WaldurRule[]): Promise<void> {
      await post(`openstack-security-groups/${uuid}/set_rules/`, rules.map(wire));
      await waldur.idle();
    },
    /** Makes a group at e24cloud with rules as its API takes them. @returns its id */
    e24cloudGroup(name: string, rules: readonly Readonly<Record<string, unknown>>[] = []): string {
      const { id } = e24cloud.secondWriter.create(name);
      for (const rule of rules) e24cloud.secondWriter.change(id, "group-add-rule", { ...rule });
      return id;
    },
    /** Runs the command with both accounts in its environment. */
    run: (...args: string[]) => run(args, { env: { ...waldurEnv, ...e24cloudEnv } }),
    /** Methods and paths of all calls so far. */
    calls: () =>
      [...waldur.log.entries({ level: "api" }), ...e24cloud.log.entries({ level: "api" })].map(
        ({ method, path }) => `${method} ${path}`,
      ),
    forget() {
      waldur.log.clear();
      e24cloud.log.clear();
    },
    close: () => Promise.all([waldur.close(), e24cloud.close()]),
  };
}

export type Accounts = Awaited<ReturnType<typeof startAccounts>>;
