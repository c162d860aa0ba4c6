import type { Control } from "../../control/index";
import type { WaldurSwitches } from "../switches";
import { OpenStackCalls } from "./calls";
import type { Cloud } from "./cloud";

const serversPath = "/v2.1/servers";

/** OpenStack's compute API, as far as Waldur calls it for groups. The groups of a server are those of its ports. */
export class Nova {
  readonly #cloud: Cloud;
  readonly #calls: OpenStackCalls;

  constructor(control: Control<WaldurSwitches>, cloud: Cloud) {
    this.#cloud = cloud;
    this.#calls = new OpenStackCalls(control, "http://127.0.0.1:8774");
  }

  /** Ids of the servers that use a group. */
  serversUsing(group: string): Promise<string[]> {
    return this.#calls.call("GET", `${serversPath}/detail`, { group }, () =>
      this.#cloud.ports.serversUsing(group),
    );
  }

  /** Ids of the groups that a server uses. */
  groupsOf(server: string): Promise<string[]> {
    const path = `${serversPath}/${server}/os-security-groups`;
    return this.#calls.call("GET", path, { server }, () => this.#cloud.ports.groupsOfServer(server));
  }

  addGroup(server: string, group: string): Promise<void> {
    return this.#act("addSecurityGroup", server, group, ({ ports }, port) => ports.add(port, group));
  }

  removeGroup(server: string, group: string): Promise<void> {
    return this.#act("removeSecurityGroup", server, group, ({ ports }, port) => ports.remove(port, group));
  }

  #act(
    action: string,
    server: string,
    group: string,
    change: (cloud: Cloud, port: string) => unknown,
  ): Promise<void> {
    return this.#calls.call("POST", `${serversPath}/${server}/action`, { server, action, group }, () => {
      this.#cloud.group(group);
      for (const { id } of this.#cloud.ports.ofServer(server)) change(this.#cloud, id);
    });
  }
}
