import type { TrafficSet } from "../../core/traffic/set";

/**
 * What of a question has to be allowed, so that it is answered with yes. e24cloud documents no addresses but those of IPv4: of a
 * question about both families it is that part; whether a rule without an address admits IPv6 is not known.
 */
export function documentedPart(asked: TrafficSet): TrafficSet {
  const overIPv4 = asked.filter(({ family }) => family === "IPv4");
  return overIPv4.length > 0 ? overIPv4 : asked;
}
