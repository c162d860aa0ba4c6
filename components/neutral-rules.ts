import type * as pulumi from "@pulumi/pulumi";
import { parsePorts } from "../provider/net/ranges";
import { type ServiceName, serviceNames } from "../provider/net/services";
import { ELEMENT_REMEDY, lackOf } from "../provider/rules/values";
import { quoted } from "../provider/text/printable";
import type { EgressArgs, IngressArgs, TrafficArgs } from "./traffic-args";

/** Who is at the remote end of a rule: the world, the servers of the rule's own group, or a network. */
export type Peer = "anywhere" | "members" | { cidr: pulumi.Input<string> };

/** Presets that the rules of both clouds are made of. */
type PresetName = ServiceName | "ping" | "all";

/** A rule that belongs to no cloud yet: one service or range of ports, one way, with one peer. */
export interface NeutralRule<P = Peer> {
  /** Where it is in the arguments, e.g. `ingress[2]`; for messages. */
  at: string;
  direction: "ingress" | "egress";
  traffic: PresetName | { protocol: "tcp" | "udp"; ports: number | string };
  peer: P;
  description?: pulumi.Input<string>;
}

/** Rules as far as the arguments are right, and what is wrong with the others, each as a sentence with its remedy. */
export interface Reading<Rules> {
  rules: Rules;
  problems: string[];
}

/** The rules of one entry of ingress. `at` is its place in the arguments; `more` are sources that it has besides. */
export function ingressRules<More = never>(
  entry: IngressArgs,
  at: string,
  more?: More[],
): Reading<NeutralRule<Peer | More>[]> {
  const { fromAnywhere, fromMembers, fromCidrs, ...traffic } = entry;
  const peers = [...peersOf(fromAnywhere, fromMembers, fromCidrs), ...(more ?? [])];
  const { rules, problems } = neutralRules({ at, direction: "ingress" }, traffic, peers);
  problems.push(...cidrProblems(`${at}.fromCidrs`, fromCidrs));
  if ([fromAnywhere, fromMembers, fromCidrs, more].every((given) => lackOf(given) !== undefined)) {
    problems.push(`${at} names no source: set one, such as fromAnywhere or fromCidrs`);
  }
  return { rules, problems };
}

/** The rules of one entry of egress. `at` is its place in the arguments. */
export function egressRules(entry: EgressArgs, at: string): Reading<NeutralRule[]> {
  const { toAnywhere, toMembers, toCidrs, ...traffic } = entry;
  const peers = peersOf(toAnywhere, toMembers, toCidrs);
  const { rules, problems } = neutralRules({ at, direction: "egress" }, traffic, peers);
  problems.push(...cidrProblems(`${at}.toCidrs`, toCidrs));
  if ([toAnywhere, toMembers, toCidrs].every((given) => lackOf(given) !== undefined)) {
    problems.push(`${at} names no destination: set one, such as toAnywhere or toCidrs`);
  }
  return { rules, problems };
}

/** The readings of several entries as one. */
export function joined<Rule>(readings: readonly Reading<Rule[]>[]): Reading<Rule[]> {
  return {
    rules: readings.flatMap(({ rules }) => rules),
    problems: readings.flatMap(({ problems }) => problems),
  };
}

function neutralRules<P>(
  place: Pick<NeutralRule, "at" | "direction">,
  traffic: TrafficArgs,
  peers: readonly P[],
): Reading<NeutralRule<P>[]> {
  const { description } = traffic;
  const described = description === undefined ? {} : { description };
  const rules = trafficOf(traffic).flatMap((passing) =>
    peers.map((peer) => ({ ...place, traffic: passing, peer, ...described })),
  );
  return { rules, problems: trafficProblems(traffic, place.at) };
}

function trafficOf(traffic: TrafficArgs): NeutralRule["traffic"][] {
  const { tcp = [], udp = [], ping, everything } = traffic;
  return [
    ...serviceNames.filter((service) => traffic[service]),
    ...tcp.map((ports) => ({ protocol: "tcp" as const, ports })),
    ...udp.map((ports) => ({ protocol: "udp" as const, ports })),
    ...(ping ? (["ping"] as const) : []),
    ...(everything ? (["all"] as const) : []),
  ];
}

/** What is wrong with a list of networks, for programs without types too: an element that is empty never is anywhere. */
export function cidrProblems(at: string, cidrs: unknown): string[] {
  if (cidrs === undefined || cidrs === null) return [];
  if (!Array.isArray(cidrs)) {
    const example = typeof cidrs === "string" && cidrs !== "" ? cidrs : "203.0.113.0/24";
    return [`${at} is not a list: write [${quoted(example)}]`];
  }
  return cidrs.flatMap((cidr: unknown, position) => {
    const lack = lackOf(cidr);
    return lack === undefined ? [] : [`${at}[${position}] ${lack}: ${ELEMENT_REMEDY}`];
  });
}

/** An empty list of networks is intended, and allows no source. */
function peersOf(
  anywhere = false,
  members = false,
  given: readonly pulumi.Input<string>[] | null = [],
): Peer[] {
  // A program without types can pass something other than a list, which is refused.
  const cidrs = Array.isArray(given) ? given.map((cidr: pulumi.Input<string>) => cidr) : [];
  return [
    ...(anywhere ? (["anywhere"] as const) : []),
    ...(members ? (["members"] as const) : []),
    ...cidrs.map((cidr) => ({ cidr })),
  ];
}

const fields: readonly string[] = [...serviceNames, "tcp", "udp", "ping", "everything"];

function trafficProblems(traffic: TrafficArgs, at: string): string[] {
  const given = Object.entries(traffic).flatMap(([field, value]) =>
    value === undefined || field === "description" ? [] : [field],
  );
  const unknown = given.filter((field) => !fields.includes(field));
  const nothing = `${at} names no traffic: set a service such as https, tcp, udp, ping or everything`;
  return [
    ...unknown.map((field) => `${at} has no field ${field}: set a service by its name, as in https: true`),
    ...(given.length === 0 ? [nothing] : []),
    ...portProblems(`${at}.tcp`, traffic.tcp),
    ...portProblems(`${at}.udp`, traffic.udp),
  ];
}

function portProblems(at: string, ports: readonly (number | string)[] = []): string[] {
  return ports.flatMap((port, index) => {
    const range = parsePorts(port);
    return "problem" in range ? [`${at}[${index}]: ${range.problem}`] : [];
  });
}
