import { serviceLimits, serviceName } from "../../../provider/traffic/format-protocols";
import { serviceNames } from "../../../provider/net/services";
import { traffic, type TrafficLimits } from "../../../provider/traffic/traffic";
import { allow } from "../../../provider/waldur/presets";

const nameOf = (limits: Partial<TrafficLimits>) =>
  serviceName(traffic({ direction: "ingress", family: "IPv4", ...limits }));

test.each(serviceNames)("%s is found again by each of its ports", (name) => {
  for (const limits of serviceLimits(name)) expect(nameOf(limits)).toBe(name);
});

test.each([
  ["winrm", { protocol: 6, ports: 5985 }],
  ["nodePorts", { protocol: 17, ports: { from: 30080, to: 30081 } }],
  ["ping", { protocol: 1, ports: 8, codes: 0 }],
  ["ping", { family: "IPv6", protocol: 58, ports: 128 }],
  ["ipsec", { protocol: 50 }],
] satisfies [string, Partial<TrafficLimits>][])("%s by a part of it, or without ports", (name, limits) => {
  expect(nameOf(limits)).toBe(name);
});

test.each([
  ["all traffic", {}],
  ["a whole protocol", { protocol: 6 }],
  ["more ports than a service has", { protocol: 6, ports: { from: 5432, to: 5433 } }],
  ["the port under another protocol", { protocol: 17, ports: 5432 }],
  ["another message of ICMP", { protocol: 1, ports: 128 }],
] satisfies [string, Partial<TrafficLimits>][])("no name for %s", (_, limits) => {
  expect(nameOf(limits)).toBeUndefined();
});

test("a service has the ports of its preset", () => {
  const ports = ({ ports }: { ports?: { from: number; to: number } }) =>
    ports && (ports.from === ports.to ? ports.from : `${ports.from}-${ports.to}`);
  for (const name of serviceNames) {
    const rules = allow[name]({ from: "10.0.0.0/8" });
    expect(serviceLimits(name).map(ports)).toEqual(rules.map((rule) => rule.ports));
  }
});
