/**
 * What the engine sends in preview for a value that is not known yet, whatever its type
 * (Pulumi SDK, `runtime.rpc.unknownValue`).
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Unknown = typeof UNKNOWN | `${typeof UNKNOWN}:${string}`;

/** An unknown value that messages can call something, such as the resource whose id it will be. */
export const unknownCalled = (name: string): Unknown => `${UNKNOWN}:${name}`;

/** What an unknown value is called, if it is called something. */
export const nameOfUnknown = (value: Unknown): string | undefined =>
  value.startsWith(`${UNKNOWN}:`) ? value.slice(UNKNOWN.length + 1) : undefined;

/** Whether the value itself is unknown. A string that contains the sentinel counts: it was built from an unknown value. */
export function isUnknown(value: unknown): value is Unknown {
  return typeof value === "string" && value.includes(UNKNOWN);
}

/** Whether there is an unknown value anywhere inside. */
export function containsUnknown(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(containsUnknown);
  if (typeof value === "object" && value !== null) return Object.values(value).some(containsUnknown);
  return isUnknown(value);
}
