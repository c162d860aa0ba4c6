import { parsePorts } from "../../net/ports";
import type { Fields, Report } from "../../rules/rule-map";
import { isUnknown, UNKNOWN } from "../../rules/unknowns";
import { hasPorts } from "./protocols";
import { ANY } from "./fields";
import type { RuleDraft } from "./args";
import { quoted } from "../../text/printable";

type Ports = Pick<RuleDraft, "fromPort" | "toPort">;

export const ANY_PORTS: Ports = {};
const ICMP_HIGHEST = 255;

/** Reads `ports`, `icmpType` and `icmpCode`, or the raw `fromPort` and `toPort`, as far as the protocol has them. */
export function readPorts(raw: Fields, protocol: string, report: Report): Ports {
  const given = [...FIELDS].filter((field) => raw[field] !== undefined && raw[field] !== null);
  const has = (field: (typeof FIELDS)[number]) => given.includes(field);
  if (has("ports") && (has("fromPort") || has("toPort"))) {
    report("set only ports, or fromPort and toPort");
    return ANY_PORTS;
  }
  if ((has("icmpType") || has("icmpCode")) && given.some((field) => !field.startsWith("icmp"))) {
    report("icmpType and icmpCode cannot be combined with ports: leave one of them out");
    return ANY_PORTS;
  }
  if (protocol === "icmp" || protocol === "ipv6-icmp") return icmp(raw, has("ports"), report);
  if (isUnknown(protocol)) return unchecked(raw);
  if (has("icmpType") || has("icmpCode")) {
    report('icmpType and icmpCode go with ICMP only: write protocol: "icmp"');
    return ANY_PORTS;
  }
  return hasPorts(protocol) ? transport(raw, report) : none(raw, given, protocol, report);
}

const FIELDS = ["ports", "fromPort", "toPort", "icmpType", "icmpCode"] as const;

function transport(raw: Fields, report: Report): Ports {
  const { fromPort, toPort } = raw;
  const ports = raw["ports"] ?? undefined;
  if (isUnknown(ports)) return { fromPort: UNKNOWN, toPort: UNKNOWN };
  if (isUnknown(fromPort) || isUnknown(toPort)) return unchecked(raw);
  if (ports === undefined && isAny(fromPort) && isAny(toPort)) return ANY_PORTS;
  if (ports === undefined && (isAny(fromPort) || isAny(toPort))) {
    report("fromPort and toPort come together: write ports: 22 for a single one");
    return ANY_PORTS;
  }
  const range = parsePorts(ports ?? `${text(fromPort)}-${text(toPort)}`);
  if (!("problem" in range)) return { fromPort: range.from, toPort: range.to };
  report(range.problem);
  return ANY_PORTS;
}

/** Type and code travel as ports; a code needs a type, since OpenStack refuses it without. */
function icmp(raw: Fields, hasPortsField: boolean, report: Report): Ports {
  if (hasPortsField) {
    report("ICMP has no ports: write icmpType and icmpCode");
    return ANY_PORTS;
  }
  const fromPort = icmpNumber(raw["icmpType"] ?? raw["fromPort"], "type", report);
  const toPort = icmpNumber(raw["icmpCode"] ?? raw["toPort"], "code", report);
  if (fromPort === undefined && toPort !== undefined) report("an ICMP code needs a type: write icmpType too");
  return { fromPort, toPort };
}

function icmpNumber(value: unknown, what: string, report: Report): Ports["fromPort"] {
  if (isAny(value)) return undefined;
  if (isUnknown(value)) return UNKNOWN;
  const number = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && Number.isInteger(number) && number >= 0 && number <= ICMP_HIGHEST)
    return number;
  report(`ICMP ${what} ${quoted(value)} is out of range: it goes from 0 to ${ICMP_HIGHEST}, -1 is any`);
  return undefined;
}

function none(
  raw: Fields,
  given: readonly (typeof FIELDS)[number][],
  protocol: string,
  report: Report,
): Ports {
  const limiting = given.find((field) => !isAny(raw[field]) && !isUnknown(raw[field]));
  if (limiting !== undefined) {
    report(`${limiting} ${withoutPorts(protocol, raw[limiting])}`);
  }
  return given.some((field) => isUnknown(raw[field])) ? unchecked(raw) : ANY_PORTS;
}

/** Why ports do not go with a protocol, and what does. */
function withoutPorts(protocol: string, value: unknown): string {
  const all = parsePorts(value);
  if ("problem" in all && /leave the ports out/.test(all.problem)) return "stands for all: leave it out";
  if (protocol === "") return 'needs a protocol: write protocol: "tcp" or protocol: "udp"';
  return PORTS_ELSEWHERE.includes(protocol)
    ? `is taken by Waldur with tcp and udp only: leave it out, which allows all ports of ${protocol}`
    : `does not go with ${protocol}, which has no ports: leave it out`;
}

/** Protocols that have ports, for which Waldur has none. */
const PORTS_ELSEWHERE = ["sctp", "dccp", "udplite"];

/** While the protocol or a port is unknown, ports are shown where they are plain and checked later. */
function unchecked({ ports, fromPort, toPort, icmpType, icmpCode }: Fields): Ports {
  const range = ports === undefined || ports === null || isUnknown(ports) ? undefined : parsePorts(ports);
  if (range !== undefined && !("problem" in range)) return { fromPort: range.from, toPort: range.to };
  const plain = (value: unknown) => (isAny(value) ? undefined : typeof value === "number" ? value : UNKNOWN);
  return isUnknown(ports)
    ? { fromPort: UNKNOWN, toPort: UNKNOWN }
    : { fromPort: plain(fromPort ?? icmpType), toPort: plain(toPort ?? icmpCode) };
}

/** The API writes -1 for any. */
const isAny = (value: unknown) => value === undefined || value === null || text(value) === `${ANY}`;

const text = (value: unknown) => (typeof value === "number" || typeof value === "string" ? `${value}` : "?");
