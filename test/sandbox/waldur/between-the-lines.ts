import type { FaultInput } from "../../../sandbox/control";
import type { WaldurSandbox } from "../../../sandbox/waldur";
import type { Bindings } from "./bindings";
import type { Exchange } from "./recording";

/** Requests that were sent at once after the one before, while its task was still to come. */
export const sentAtOnce = /^(G[4-7]|J3[234]|N[45]) /;

/** Reads that waited for the task before them, besides those after a watched state. */
export const waitedFor = /^(I17|N6) |: how it ended$/;

/** Requests with another content type than JSON. */
export const contentTypes: Readonly<Record<string, string>> = { "D unsupported media type": "text/plain" };

/** What was done to the recorded server without being recorded. */
export class BetweenTheLines {
  readonly #sandbox: WaldurSandbox;
  readonly #bindings: Bindings;
  #temporary: string[] = [];
  #step = "";

  constructor(sandbox: WaldurSandbox, bindings: Bindings) {
    this.#sandbox = sandbox;
    this.#bindings = bindings;
  }

  /** Lets the worker run until nothing is left to do. It does nothing otherwise, so nothing depends on time. */
  async settle(): Promise<void> {
    this.#sandbox.settings.set({ worker: true });
    await this.#sandbox.idle();
    this.#sandbox.settings.set({ worker: false });
  }

  /** Does what happened before an exchange. */
  async before({ title, section, request }: Exchange): Promise<void> {
    await this.#endStep(section, title);
    const uuid = /[0-9a-f]{32}/.exec(request.path)?.[0] ?? "";
    if (/: after a pull$|^J(25|28) /.test(title)) await this.#pull(uuid);
    await this.#steps[title.split(" ")[0] ?? ""]?.();
    await this.#steps[title]?.();
  }

  /** Remembers groups that are deleted when their step is over. */
  after({ title, section, response }: Exchange, body: unknown): void {
    const isTemporary = /^[DE]\. /.test(section) || title.startsWith("H12 ");
    if (!isTemporary || response.status !== 201) return;
    if (typeof body === "object" && body !== null && "uuid" in body) this.#temporary.push(String(body.uuid));
  }

  async #endStep(section: string, title: string): Promise<void> {
    const step = section.startsWith("E") ? title.replace(/(: how it ended|: after a pull)$/, "") : section;
    if (step === this.#step) return;
    this.#step = step;
    if (this.#temporary.length > 0) await this.settle();
    for (const uuid of this.#temporary.splice(0))
      await this.#send("DELETE", `openstack-security-groups/${uuid}/`);
  }

  readonly #steps: Readonly<Record<string, () => Promise<void> | void>> = {
    "E remote_group in another tenant": () =>
      this.#make("970a384106f949af8d7bb009b1059fa2", "other-tenant-sg", [], this.#sandbox.secondTenantUuid),
    I5: () => {
      const { edits } = this.#sandbox;
      const web = this.#bindings.translate("886cd1b3b0cc4ff988741fbdffcb25fc");
      edits.removeRules(web, { port_range_min: 22 });
      edits.addRule(web, {
        protocol: "sctp",
        port_range_min: 7,
        port_range_max: 7,
        remote_ip_prefix: "10.9.0.0/16",
      });
      edits.renameGroup(web, { name: "renamed-behind" });
    },
    I9: async () => {
      const recorded = "5f56f6d511eb430ab7a66e193e007164";
      await this.#make(recorded, "gone-behind", [tcp(22)]);
      this.#sandbox.edits.deleteGroup(this.#bindings.translate(recorded));
    },
    J1: () => this.#fail({ method: "POST", path: "rules$", skip: 1, answer: { status: 500 } }),
    J8: () => this.#fail({ method: "POST", path: "groups$", answer: { status: 500 } }),
    J18: () => this.#fail({ method: "POST", path: "groups$", answer: neutronError(409, "OverQuota") }),
    J20: async () => {
      await this.#make("8e8a7ad2af574c6199ef788bc2b3f2aa", "f4", [tcp(1)]);
      this.#fail({ method: "DELETE", path: "groups/", answer: neutronError(409, "SecurityGroupInUse") });
    },
    J23: async () => {
      await this.#make("39277b554654403bb2b1aaf3075f127d", "f5", [tcp(1), tcp(2)]);
      this.#fail({ method: "DELETE", path: "rules/", answer: { status: 500 } });
    },
    J26: () => this.#fail({ method: "PUT", path: "groups/", answer: { status: 500 } }),
    J29: () => this.#fail({ method: "POST", path: "rules$", answer: { status: 500 } }),
    K4: () => this.#make("47619d673a264a5ba483dc4de3c17115", "unlinked", []),
    K7: () => this.#sandbox.edits.backgroundPull(this.#sandbox.tenantUuid),
    K8: async () => {
      const named = "771e4e23064c48b1bfe7fd6ce6bacc58";
      await this.#make(named, "named", []);
      const url = `${this.#sandbox.apiUrl}openstack-security-groups/${this.#bindings.translate(named)}/`;
      const byGroup = { ...tcp(22), cidr: null, remote_group: url };
      await this.#make("de16f83824b041b0b4a5015b5970785c", "naming", [byGroup, tcp(23)]);
    },
    K13: async () => {
      const recorded = "bb0fc94cef3f4c33a10b674bb77f9c6a";
      await this.#make(recorded, "on-a-port", []);
      this.#sandbox.edits.attachPort(this.#bindings.translate(recorded));
    },
    N2: () => {
      const { edits, secondTenantUuid } = this.#sandbox;
      for (const { id } of edits.groups(secondTenantUuid)) edits.removeRules(id, {});
    },
    O1: () => this.#fail({ method: "POST", path: "groups$", answer: { status: 500 } }),
    O7: () => this.#sandbox.edits.deleteGroup(this.#bindings.translate("b92a4db80cd44a78a0feb4fafb305169")),
    P3: () => this.#fail({ method: "DELETE", path: "rules/", answer: { status: 500 } }),
  };

  async #make(
    recorded: string,
    name: string,
    rules: object[],
    tenant = this.#sandbox.tenantUuid,
  ): Promise<void> {
    await this.settle();
    const response = await this.#send("POST", `openstack-tenants/${tenant}/create_security_group/`, {
      name,
      rules,
    });
    const { uuid } = (await response.json()) as { uuid: string };
    this.#bindings.bind(recorded, uuid);
    await this.settle();
  }

  async #pull(recorded: string): Promise<void> {
    await this.settle();
    await this.#send("POST", `openstack-security-groups/${this.#bindings.translate(recorded)}/pull/`);
    await this.settle();
  }

  #fail(fault: FaultInput): void {
    this.#sandbox.faults.add({ ...fault, level: "openstack" });
  }

  async #send(method: string, path: string, body?: object): Promise<Response> {
    const { apiUrl, tokens } = this.#sandbox;
    const response = await fetch(apiUrl + path, {
      method,
      headers: { authorization: `Token ${tokens.staff}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }
}

const tcp = (port: number) => ({ protocol: "tcp", from_port: port, to_port: port, cidr: "10.0.0.0/8" });

const neutronError = (status: number, type: string) => ({
  status,
  body: { NeutronError: { type, message: `${type} at the cloud`, detail: "" } },
});
