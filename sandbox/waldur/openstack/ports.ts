import { randomUUID } from "node:crypto";
import { OpenStackError } from "./errors";

/** A network port, what it belongs to, and the groups that filter it. */
export interface Port {
  readonly id: string;
  readonly project_id: string;
  /** Id of the server or router; "" where the port is not in use. */
  readonly device_id: string;
  /** `compute:nova` for a server. */
  readonly device_owner: string;
  readonly security_groups: readonly string[];
}

/** The ports that OpenStack has. A server uses the groups of its ports. */
export class Ports {
  readonly #ports = new Map<string, Port>();

  create(port: Omit<Port, "id">): Port {
    return this.#put({ id: randomUUID(), ...port });
  }

  /** @throws OpenStackError (404) */
  get(id: string): Port {
    const port = this.#ports.get(id);
    if (!port) throw new OpenStackError(404, "PortNotFound", `Port ${id} could not be found.`);
    return port;
  }

  all(): Port[] {
    return [...this.#ports.values()];
  }

  /** Lets a group filter a port. @throws OpenStackError (404) */
  add(id: string, group: string): Port {
    const port = this.get(id);
    return this.#put({ ...port, security_groups: [...new Set([...port.security_groups, group])] });
  }

  /** @throws OpenStackError (404) */
  remove(id: string, group: string): Port {
    const port = this.get(id);
    return this.#put({ ...port, security_groups: port.security_groups.filter((other) => other !== group) });
  }

  /** Makes these the groups of a port. @throws OpenStackError (404) */
  set(id: string, groups: readonly string[]): Port {
    return this.#put({ ...this.get(id), security_groups: groups });
  }

  /** @throws OpenStackError (404) */
  delete(id: string): void {
    this.get(id);
    this.#ports.delete(id);
  }

  ofGroup(group: string): Port[] {
    return this.all().filter((port) => port.security_groups.includes(group));
  }

  ofServer(server: string): Port[] {
    return this.all().filter((port) => port.device_id === server);
  }

  groupsOfServer(server: string): string[] {
    return [...new Set(this.ofServer(server).flatMap((port) => port.security_groups))];
  }

  serversUsing(group: string): string[] {
    const ports = this.ofGroup(group).filter(({ device_owner }) => device_owner.startsWith("compute:"));
    return [...new Set(ports.map(({ device_id }) => device_id))];
  }

  #put(port: Port): Port {
    this.#ports.set(port.id, port);
    return port;
  }
}
