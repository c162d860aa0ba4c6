import { z } from "zod";
import { SecurityGroupsError } from "../../errors";
import { quoted, nameText } from "../../text/printable";

/**
 * The id in a uuid or in the URL of a thing, as Waldur writes ids: 32 lower-case hex digits without hyphens.
 * Undefined where there is none.
 */
export function parseId(text: string): string | undefined {
  const isAddress = /^(https?:\/)?\//.test(text);
  const candidate = isAddress ? (text.replace(/\/+$/, "").split("/").at(-1) ?? "") : text;
  const hex = candidate.trim().toLowerCase();
  return /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/.test(hex) ? hex.replaceAll("-", "") : undefined;
}

/**
 * An id for the path of a call: another text could name another thing there, as `..` does.
 * @throws {SecurityGroupsError} for anything but an id
 */
export function pathId(what: string, text: string): string {
  const id = parseId(text);
  if (id !== undefined) return id;
  throw new SecurityGroupsError(`${quoted(text)} is not a ${what}: write its uuid or its URL`);
}

/** A group's own address, which rules use to name it. */
export function groupUrl(apiUrl: string, id: string): string {
  return `${apiUrl}openstack-security-groups/${id}/`;
}

/** A tenant's own address. */
export const tenantUrl = (apiUrl: string, id: string): string => `${apiUrl}openstack-tenants/${id}/`;

/** A uuid or URL of a thing, which becomes its id. */
export const idField = (what: string) =>
  z.string({ error: `must be the uuid or the URL of a ${what}` }).transform((given, context) => {
    const id = parseId(given);
    if (id === undefined) {
      const lookup = what === "tenant" ? `; waldur.getTenant({ name: ${quoted(given)} }) looks it up` : "";
      context.addIssue(`${quoted(given)} is not a ${what}: write its uuid or its URL${lookup}`);
    }
    return id;
  });

/** The other side of a rule, or one of several, where it is a group. */
const PEER = /(\b(?:from|to|but) |[,(] ?)group ([0-9a-f]{32})\b/g;

interface NamedGroup {
  readonly uuid: string;
  readonly name: string;
  readonly rules?: readonly {
    readonly remote_group_uuid?: string | null | undefined;
    readonly remote_group_name?: string | null | undefined;
  }[];
}

/** What groups are called, so that messages need not call them by their ids. */
export class GroupNames {
  private readonly inProgram = new Map<string, string>();
  private readonly inTenants = new Map<string, string>();
  private readonly secret = new Set<string>();

  /** To be called with what a program calls a group. */
  learn(id: string, name: string): void {
    this.inProgram.set(id, name);
  }

  /** To be called with what a tenant has. Rules name groups too, such as one that is deleted in the same run. */
  list(groups: Iterable<NamedGroup>): void {
    for (const { uuid, name, rules = [] } of groups) {
      this.inTenants.set(uuid, name);
      for (const { remote_group_uuid: id, remote_group_name: peer } of rules)
        if (id && peer && !this.inTenants.has(id)) this.inTenants.set(id, peer);
    }
  }

  /** Keeps a name out of messages. */
  hide(name: string): void {
    this.secret.add(name);
  }

  /** Replaces ids by names: `from group 58af…` becomes `from monitoring`. */
  in(text: string): string {
    return text.replace(PEER, (_, way: string, id: string) => `${way}${this.nameOf(id) ?? `group ${id}`}`);
  }

  /** What a group is called; undefined where that is not known, or secret. */
  nameOf(id: string): string | undefined {
    const name = this.inProgram.get(id) ?? this.inTenants.get(id);
    return name === undefined || name === "" || this.secret.has(name) ? undefined : nameText(name);
  }
}
