import { services } from "../net/services";

const INWARD = /^(in|ingress|inbound|incoming)$/i;
const OUTWARD = /^(out|egress|outbound|outgoing)$/i;

/** Which of two words for directions was probably meant by one that others use: the inward one, or the outward. */
export function meantDirection<Word>(
  given: unknown,
  [inward, outward]: readonly [Word, Word],
): Word | undefined {
  if (typeof given !== "string") return undefined;
  if (INWARD.test(given.trim())) return inward;
  return OUTWARD.test(given.trim()) ? outward : undefined;
}

/** What to say of a protocol that is the name of a service; undefined where it is none. */
export function serviceHint(protocol: unknown): string | undefined {
  const text = typeof protocol === "string" ? protocol.trim().toLowerCase() : undefined;
  const service = Object.keys(services).find((name) => name.toLowerCase() === text);
  return service && `${service} is a service, so spread ...allow.${service}() among the rules instead`;
}
