import type { WireGroup } from "./schema";

/**
 * Whether a server takes IANA protocol numbers, as Waldur does since May 2026; undefined where a group does not show it.
 * Later servers count the instances of a group; those before mid-2025, which wrote times with `Z`, know three protocols.
 */
export function takesNumbers({
  instance_count: count,
  created,
}: Pick<WireGroup, "instance_count" | "created">): boolean | undefined {
  if (count !== undefined) return true;
  return created.endsWith("Z") ? false : undefined;
}
