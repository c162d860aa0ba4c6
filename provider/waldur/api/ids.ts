import { z } from "zod";
import { SecurityGroupsError } from "../../errors";
import { quoted } from "../../text/printable";

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
