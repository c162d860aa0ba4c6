import type { WaldurSandbox } from "../../../sandbox/waldur";

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed JSON; text when it is not JSON. */
  body: unknown;
}

export interface GroupBody {
  uuid: string;
  url: string;
  name: string;
  state: string;
  error_message: string;
  modified: string;
  rules: (Record<string, unknown> & { id: number })[];
}

/** Requests as a user of the emulator sends them; staff by default. */
export class Client {
  readonly #sandbox: WaldurSandbox;
  readonly #authorization: string;

  constructor(sandbox: WaldurSandbox, authorization = `Token ${sandbox.tokens.staff}`) {
    this.#sandbox = sandbox;
    this.#authorization = authorization;
  }

  /** @param path below `/api/`, or from the root with a slash in front */
  async send(method: string, path: string, body?: unknown): Promise<Answer> {
    const url = path.startsWith("/") ? this.#sandbox.url + path : this.#sandbox.apiUrl + path;
    const response = await fetch(url, {
      method,
      redirect: "manual",
      headers: { authorization: this.#authorization, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json") && text !== "";
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? (JSON.parse(text) as unknown) : text,
    };
  }

  create(name: string, rules: unknown[] = [], tenant = this.#sandbox.tenantUuid): Promise<Answer> {
    return this.send("POST", `openstack-tenants/${tenant}/create_security_group/`, { name, rules });
  }

  /** A group whose creation is over. */
  async created(name: string, rules: unknown[] = [], tenant = this.#sandbox.tenantUuid): Promise<GroupBody> {
    const { body } = await this.create(name, rules, tenant);
    await this.#sandbox.idle();
    return this.group((body as GroupBody).uuid);
  }

  async group(uuid: string): Promise<GroupBody> {
    return (await this.send("GET", groupPath(uuid))).body as GroupBody;
  }

  async setRules(uuid: string, rules: unknown): Promise<Answer> {
    const answer = await this.send("POST", groupPath(uuid, "set_rules"), rules);
    await this.#sandbox.idle();
    return answer;
  }
}

export const groupPath = (uuid: string, action?: string) =>
  `openstack-security-groups/${uuid}/${action ? `${action}/` : ""}`;

export const tcp = (port: number, more: object = {}) => ({
  protocol: "tcp",
  from_port: port,
  to_port: port,
  cidr: "10.0.0.0/8",
  ...more,
});
