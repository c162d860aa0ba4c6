import { randomUUID } from "node:crypto";

/** A uuid as Waldur writes it: 32 hexadecimal digits without hyphens. */
export const newUuid = (): string => randomUUID().replaceAll("-", "");

/** A uuid given in any letter case, with or without hyphens, as Waldur writes it; undefined when it is not one. */
export function readUuid(given: string): string | undefined {
  const digits = given.replaceAll("-", "").toLowerCase();
  return /^[0-9a-f]{32}$/.test(digits) ? digits : undefined;
}

let last = 0;

/** The time in microseconds, as Waldur writes it. No two calls give the same. */
export function timestamp(): string {
  last = Math.max(last + 1, Date.now() * 1000);
  const micros = String(last % 1000).padStart(3, "0");
  return new Date(Math.floor(last / 1000)).toISOString().replace("Z", `${micros}Z`);
}
