import { randomUUID } from "node:crypto";
import type { Switches } from "./profiles/switches";

/**
 * A new id in the shape of a UUID. On the real server the digits for version and variant are not those of
 * RFC 9562; `odd` ids always have wrong ones, so that a client which insists on the standard is found out.
 */
export function mintId(style: Switches["ids"]): string {
  const standard = randomUUID();
  return style === "standard" ? standard : standard.replace(/^(.{13})-4(...)-./, "$1-0$2-e");
}
