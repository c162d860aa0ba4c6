import { resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Host, startHost, startNative } from "../../host/host";
import { type Clouds, startClouds } from "../../runner/clouds";
import { linkedProject } from "../../runner/project";
import { Front } from "../front";
import type { Subject } from "./subjects";

/** By which way the engine comes. */
export const providerModes = ["dynamic", "native"] as const;
export type ProviderMode = (typeof providerModes)[number];

const plugin = resolve(__dirname, "../../../dist/plugin/pulumi-resource-security-groups");

/** Both clouds behind fronts, and a provider of each kind for each type of resource. */
export class World {
  readonly #hosts = new Map<string, Host>();
  readonly #project = linkedProject({ "package.json": '{ "name": "fuzz" }\n' });

  private constructor(
    private readonly clouds: Clouds,
    readonly fronts: { readonly waldur: Front; readonly e24cloud: Front },
    /** A group at Waldur that rules can name, and a virtual machine at e24cloud. */
    readonly known: { readonly groupId: string; readonly virtualMachine: string },
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /** @param env of the plugin, on top of what is inherited */
  static async open(env: Readonly<Record<string, string>> = {}): Promise<World> {
    const clouds = await startClouds({ waldur: { delay: 0, workers: null, openstackCallTime: 0 } });
    clouds.liftQuotas();
    const { waldur, e24cloud } = clouds;
    const fronts = {
      waldur: await Front.before(waldur.apiUrl),
      e24cloud: await Front.before(e24cloud.endpoint),
    };
    const path = `openstack-tenants/${waldur.tenantUuid}/create_security_group/`;
    const answer = await post(clouds, path, { name: "other", rules: [] });
    const { uuid } = (await answer.json()) as { uuid: string };
    const [virtualMachine = ""] = e24cloud.virtualMachines;
    return new World(clouds, fronts, { groupId: uuid, virtualMachine }, env);
  }

  /** Empties the group that all samples of rules are about: what damaged ones have left would be in the way of good ones. */
  async emptyKnownGroup(): Promise<void> {
    const path = `openstack-security-groups/${this.known.groupId}/`;
    for (let tries = 0; tries < 200; tries += 1) {
      const { status } = await post(this.clouds, `${path}set_rules/`, []);
      if (status !== 409) return;
      // Still busy with the sample before, or in error, which a pull ends.
      await post(this.clouds, `${path}pull/`, {});
      await setTimeout(50);
    }
    throw new Error("the group that rules are about stays busy");
  }

  /** The servers behind the fronts. */
  get servers() {
    return this.clouds;
  }

  /** Texts that must never be shown. */
  get secrets(): string[] {
    return [this.clouds.waldur.token, this.clouds.e24cloud.apiSecret];
  }

  /** The provider for a type, started on demand, and restarted if it has died. */
  async host(mode: ProviderMode, subject: Subject): Promise<Host> {
    const key = `${mode} ${subject.handler}`;
    const known = this.#hosts.get(key);
    if (known?.isAlive === true) return known;
    const host = await (mode === "dynamic" ? this.#dynamic(subject) : this.#native(subject));
    this.#hosts.set(key, host);
    return host;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#hosts.values()].map((host) => host.stop()));
    await Promise.all([this.fronts.waldur, this.fronts.e24cloud].map((front) => front.close()));
    await this.clouds.close();
    this.#project.remove();
  }

  #settings() {
    const { waldur, e24cloud } = this.clouds;
    const common = { requestTimeout: "2", pollInterval: "0.05" };
    return {
      waldur: {
        apiUrl: `${this.fronts.waldur.origin}/api/`,
        token: waldur.token,
        tenant: waldur.tenantUuid,
        ...common,
      },
      e24cloud: {
        endpoint: this.fronts.e24cloud.origin,
        apiKey: e24cloud.apiKey,
        apiSecret: e24cloud.apiSecret,
        ...common,
      },
    };
  }

  #dynamic({ handler }: Subject): Promise<Host> {
    const config = Object.entries(this.#settings()).flatMap(([cloud, settings]) =>
      Object.entries(settings).map(([name, value]) => [`${cloud}:${name}`, value]),
    );
    return startHost({
      cwd: this.#project.folder,
      provider: `exports.handler = () => require("pulumi-security-groups/provider").${handler};`,
      config: Object.fromEntries(config) as Record<string, string>,
    });
  }

  #native({ type }: Subject): Promise<Host> {
    const urn = `urn:pulumi:dev::fuzz::${type}::web`;
    return startNative(plugin, { urn, config: this.#settings(), env: this.env });
  }
}

const post = ({ waldur }: Clouds, path: string, body: unknown): Promise<Response> =>
  fetch(new URL(path, waldur.apiUrl), {
    method: "POST",
    headers: { authorization: `Token ${waldur.token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
