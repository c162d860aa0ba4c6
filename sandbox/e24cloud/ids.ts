import { randomBytes } from "node:crypto";

/**
 * A new id in the shape of a UUID. As on the real server, the version and variant digits are not those of
 * RFC 9562: here they are always wrong ones, so that a client which insists on the standard is found out.
 */
export function mintId(): string {
  const hex = randomBytes(16).toString("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `0${hex.slice(13, 16)}`,
    `e${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join("-");
}
