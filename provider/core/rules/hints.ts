import { services } from "../net/services";

const INWARD = /^(in|ingress|inbound|incoming)$/i;
const OUTWARD = /^(out|egress|outbound|outgoing)$/i;

/** What to say of a direction that others use: which of two words, the inward one or the outward, it means here. */
export const directionHint =
  ([inward, outward]: readonly [inward: string, outward: string]) =>
  (given: unknown): string | undefined => {
    const text = typeof given === "string" ? given.trim() : "";
    const meant = INWARD.test(text) ? inward : OUTWARD.test(text) ? outward : undefined;
    return meant && `did you mean ${meant}?`;
  };

/** What to say of a protocol that is the name of a service; undefined where it is none. */
export function serviceHint(protocol: unknown): string | undefined {
  const text = typeof protocol === "string" ? protocol.trim().toLowerCase() : undefined;
  const service = Object.keys(services).find((name) => name.toLowerCase() === text);
  return service && `${service} is a service, so spread ...allow.${service}() among the rules instead`;
}
