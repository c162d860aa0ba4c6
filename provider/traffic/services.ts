import { type ServiceName, serviceNames, type ServicePort, services } from "../net/services";
import { anyPort, ICMP, ICMPV6, type Range, type Traffic } from "./traffic";

/** A protocol, and the ports of it that a service listens on; without ports, where the protocol has none. */
export interface ServiceLimits {
  readonly protocol: number;
  readonly ports?: Range;
}

/** IANA protocol numbers of what services listen on. */
const protocolNumbers: Readonly<Record<ServicePort["protocol"], number>> = {
  tcp: 6,
  udp: 17,
  esp: 50,
  ah: 51,
};

/** Types of an echo request: RFC 792 and RFC 4443. */
export const ECHO_REQUEST = 8;
export const ECHO_REQUEST_V6 = 128;

/** What must be allowed for a service: limits of traffic for each protocol and range that it listens on. */
export function serviceLimits(name: ServiceName): ServiceLimits[] {
  return services[name].listens.map(({ protocol, ports }: ServicePort) => {
    const number = protocolNumbers[protocol];
    if (ports === undefined) return { protocol: number };
    const [from = 0, to = from] = String(ports).split("-").map(Number);
    return { protocol: number, ports: { from, to } };
  });
}

const everyPort: Range = { from: Number(anyPort.from), to: Number(anyPort.to) };
const size = ({ from, to }: Range) => to - from;

/** Every range that a service listens on, the smallest first. */
const listening = serviceNames
  .flatMap((name) =>
    serviceLimits(name).map(({ protocol, ports }) => ({ name, protocol, ports: ports ?? everyPort })),
  )
  .toSorted((a, b) => size(a.ports) - size(b.ports));

/**
 * The service that traffic belongs to, by its protocol and ports: `postgresql` for tcp 5432, `winrm` for tcp 5985.
 * Where several have all of the ports, the one that has the fewest. Undefined where none has.
 */
export function serviceName({ protocol, ports }: Traffic): ServiceName | "ping" | undefined {
  if (protocol.from !== protocol.to) return undefined;
  const number = Number(protocol.from);
  const [from, to] = [Number(ports.from), Number(ports.to)];
  const echo = number === ICMP ? ECHO_REQUEST : number === ICMPV6 ? ECHO_REQUEST_V6 : undefined;
  if (echo === from && echo === to) return "ping";
  return listening.find((one) => one.protocol === number && one.ports.from <= from && to <= one.ports.to)
    ?.name;
}
