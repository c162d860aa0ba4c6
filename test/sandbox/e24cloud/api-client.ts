import { startE24cloudSandbox } from "../../../sandbox/e24cloud";
import type { E24cloudSandbox, E24cloudSandboxOptions } from "../../../sandbox/e24cloud";
import { signedRequest } from "./signed-request";
import type { Answer } from "./signed-request";

/** A group as it is in answers, as far as tests read it. */
export interface GroupView {
  id: string;
  name: string;
  members: unknown[];
  virtual_machines: unknown[];
  resources?: { id: string; type: string; label?: string }[];
  rules?: Record<string, unknown>[];
}

/** The API's operations on one sandbox, each a signed request. */
export interface ApiClient {
  sandbox: E24cloudSandbox;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** The id of a new group. */
  create(name?: string): Promise<string>;
  /** One of `group-add-rule`, `firewall` and so on. */
  change(id: string, operation: string, body: unknown): Promise<Answer>;
  read(id: string): Promise<GroupView>;
  list(): Promise<GroupView[]>;
}

const running: E24cloudSandbox[] = [];

/** Starts a sandbox, which {@link closeAll} ends, and gives a client for it. */
export async function client(options: E24cloudSandboxOptions = {}): Promise<ApiClient> {
  const sandbox = await startE24cloudSandbox(options);
  running.push(sandbox);
  const call: ApiClient["call"] = (...request) => signedRequest(sandbox, ...request);
  const allows = (method: string, choice: string) => (choice === "both" ? method : choice);
  return {
    sandbox,
    call,
    create: async (name = "web") => {
      await call("PUT", "/v2/groups", { name });
      return sandbox.secondWriter.groups().at(-1)!.id;
    },
    change: (id, operation, body) => call("POST", `/v2/groups/${id}/${operation}`, body),
    read: async (id) => {
      const method = allows("POST", sandbox.settings.current.singleRead);
      return ((await call(method, `/v2/groups/${id}`)).body as { group: GroupView }).group;
    },
    list: async () => {
      const method = allows("GET", sandbox.settings.current.list);
      return ((await call(method, "/v2/groups")).body as { groups: GroupView[] }).groups;
    },
  };
}

/** A client with a fresh group named `web`. */
export async function clientWithGroup(
  options: E24cloudSandboxOptions,
): Promise<{ api: ApiClient; id: string }> {
  const api = await client(options);
  return { api, id: await api.create() };
}

export async function closeAll(): Promise<void> {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
}
