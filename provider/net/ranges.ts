import ipaddr from "ipaddr.js";
import { shortened, quoted } from "../text/printable";

/** The address family of a rule; the spelling is OpenStack's ethertype. */
export type Family = "IPv4" | "IPv6";

/** A network in canonical form. */
export interface Cidr {
  readonly family: Family;
  /** Network address and prefix, host bits cleared, IPv6 compressed in lower case (RFC 5952): `10.0.0.0/8`. */
  readonly text: string;
  /** Network address alone: `10.0.0.0`. */
  readonly address: string;
  /** Length of the mask in bits. */
  readonly prefix: number;
  /** Whether the text had bits set behind the mask, as `10.0.0.7/8` has. */
  readonly hostBits: boolean;
  /** First and last address, as numbers. */
  readonly from: bigint;
  readonly to: bigint;
}

/** Why a string is not a network. `message` has the string and the remedy; `problem` alone reveals no address. */
export interface AddressProblem {
  readonly problem:
    | "not an address"
    | "no mask"
    | "mask is not a number"
    | "mask too long"
    | "IPv4 in IPv6 notation"
    | "has a zone";
  readonly message: string;
}

/** Number of bits of an address. */
export const addressBits: Readonly<Record<Family, number>> = { IPv4: 32, IPv6: 128 };

/**
 * Reads a network such as `10.0.0.0/8` or `2001:db8::/32`.
 *
 * Strict, because servers differ in what they make of it: short forms (`10/8`), octal (`010.0.0.1`), netmasks
 * (`10.0.0.0/255.0.0.0`), IPv4 in IPv6 notation and zones are refused. Host bits are cleared and reported.
 *
 * @param bareHost which addresses may be without a mask, for the one host: all, or those that are plainly no network, as
 *   `10.0.0.0` and `::` are not
 * @param nameRemedy what to do where the text looks like the name of something
 */
export function parseCidr(
  text: string,
  { bareHost = "none", nameRemedy }: { bareHost?: "none" | "plain" | "all"; nameRemedy?: string } = {},
): Cidr | AddressProblem {
  const [host = "", mask, ...rest] = text.trim().split("/");
  const address = rest.length === 0 ? parseAddress(host) : undefined;
  if (address === undefined) {
    const given = text.trim() === "" ? "an empty string" : shortened(text);
    return host.includes("%")
      ? refuse("has a zone", `${given} has a zone: leave out what follows %`)
      : refuse("not an address", `${given} is not an address: ${remedyFor(text, nameRemedy)}`);
  }
  const family: Family = address.kind() === "ipv4" ? "IPv4" : "IPv6";
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress()) {
    const plain = mappedRemedy(address.toIPv4Address().toString(), mask);
    return refuse("IPv4 in IPv6 notation", `${text} is IPv4 in IPv6 notation: write ${plain}`);
  }
  const bits = addressBits[family];
  if (mask === undefined && bareHost === "none") {
    return refuse("no mask", `${text} has no mask: write ${text.trim()}/${bits}`);
  }
  if (mask === undefined && bareHost === "plain" && looksLikeNetwork(address)) {
    return refuse("no mask", maskRemedy(host, address));
  }
  const prefix = mask === undefined ? bits : parsePrefix(mask);
  if (prefix === undefined) {
    const remedy = netmaskPrefix(mask ?? "") ?? meantPrefix(mask ?? "", bits) ?? bits;
    return refuse(
      "mask is not a number",
      `${text} has a mask that is not a number: write ${host.trim()}/${remedy}`,
    );
  }
  if (prefix > bits) {
    return refuse("mask too long", `${text} has a mask longer than ${bits}, the most that ${family} allows`);
  }
  return network(family, numberOf(address), prefix);
}

/** The fewest networks that together hold the addresses `from` to `to`, in order. */
export function cidrsOf(from: bigint, to: bigint, family: Family): string[] {
  const networks: string[] = [];
  for (let start = from; start <= to;) {
    let hostBits = 0;
    while (hostBits < addressBits[family] && fits(start, hostBits + 1, to)) hostBits += 1;
    networks.push(network(family, start, addressBits[family] - hostBits).text);
    start += 1n << BigInt(hostBits);
  }
  return networks;
}

/** Words that stand for any address elsewhere. */
const ANYWHERE = /^(any(where)?|all|world|internet|\*)$/i;
const HOST_NAME = /^(?=.*[a-z])[a-z\d-]+(\.[a-z\d-]+)+$/i;

const NAME = /^[\p{L}_][\p{L}\d_ -]*$/u;

function remedyFor(text: string, nameRemedy: string | undefined): string {
  if (ANYWHERE.test(text.trim())) return "write 0.0.0.0/0 or ::/0";
  if (HOST_NAME.test(text.trim())) return "rules take addresses and no names, so write the host's";
  if (nameRemedy !== undefined && NAME.test(text.trim())) return nameRemedy;
  return "write it as 10.0.0.0/8 or 2001:db8::/32";
}

const refuse = (problem: AddressProblem["problem"], message: string): AddressProblem => ({
  problem,
  message,
});

function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return text.includes(":") && !text.includes("%") && ipaddr.IPv6.isValid(text)
    ? ipaddr.IPv6.parse(text)
    : undefined;
}

/** Whether the host bits are all zero, in the most usual sizes of networks. */
function looksLikeNetwork(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address
    .toByteArray()
    .slice(address.kind() === "ipv4" ? -1 : -8)
    .every((byte) => byte === 0);
}

function maskRemedy(text: string, address: ipaddr.IPv4 | ipaddr.IPv6): string {
  if (numberOf(address) === 0n) return `${text} has no mask: write ${text}/0 for anywhere`;
  const bits = address.kind() === "ipv4" ? 32 : 128;
  return `${text} is one host: write ${text}/${bits} or the network's mask`;
}

const parsePrefix = (text: string) => (/^(0|[1-9]\d{0,2})$/.test(text) ? Number(text) : undefined);

const netmaskPrefix = (text: string) =>
  ipaddr.IPv4.isValidFourPartDecimal(text) ? ipaddr.IPv4.parse(text).prefixLengthFromSubnetMask() : undefined;

/** The prefix that blanks or leading zeros spoil: ` 64`, `032`. */
function meantPrefix(text: string, bits: number): number | undefined {
  const [, digits] = /^\s*0*(\d{1,3})\s*$/.exec(text) ?? [];
  return digits === undefined || Number(digits) > bits ? undefined : Number(digits);
}

/** The IPv4 network that `::ffff:` and a mask mean; an IPv6 mask counts 96 bits more. */
function mappedRemedy(address: string, mask: string | undefined): string {
  const prefix = mask === undefined ? 128 : parsePrefix(mask);
  return prefix !== undefined && prefix >= 96 && prefix <= 128 ? `${address}/${prefix - 96}` : address;
}

function network(family: Family, address: bigint, prefix: number): Cidr {
  const size = 1n << BigInt(addressBits[family] - prefix);
  const from = address - (address % size);
  const text = addressText(from, family);
  return {
    family,
    text: `${text}/${prefix}`,
    address: text,
    prefix,
    hostBits: from !== address,
    from,
    to: from + size - 1n,
  };
}

const fits = (start: bigint, hostBits: number, to: bigint) => {
  const size = 1n << BigInt(hostBits);
  return start % size === 0n && start + size - 1n <= to;
};

const numberOf = (address: ipaddr.IPv4 | ipaddr.IPv6) =>
  address.toByteArray().reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);

function addressText(address: bigint, family: Family): string {
  const bytes = Array.from({ length: addressBits[family] / 8 }, (_, index) =>
    Number((address >> BigInt(addressBits[family] - 8 * (index + 1))) & 0xffn),
  );
  return family === "IPv4" ? new ipaddr.IPv4(bytes).toString() : new ipaddr.IPv6(bytes).toRFC5952String();
}

/**
 * What stands for any address where a value must be given: `from: args.from ?? anywhere`. An empty value never does, since
 * most of them are accidents.
 */
export const anywhere = "anywhere";

export const isAnywhere = (value: unknown): boolean =>
  typeof value === "string" && value.trim().toLowerCase() === anywhere;

const IPV4 = String.raw`(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2}(?!\d))?(?!\w|\.\d)`;
const IPV6 = String.raw`(?<![\w.:])[0-9a-f]*:[0-9a-f:]*:[0-9a-f:]*(?:\.\d{1,3}){0,3}(?:\/\d{1,3}(?!\d))?`;
/** A number that is not part of a decimal. */
const NUMBER = String.raw`(?<!\w|\d\.)\d+(?!\w|\.\d)`;
const TOKENS = new RegExp([IPV4, IPV6, NUMBER].join("|"), "gi");
const NUMBERS = new RegExp(NUMBER, "g");

/** Replaces the addresses and the numbers in a string. */
export function replaceAddressesAndNumbers(
  text: string,
  ofAddress: (address: string, key: string) => string,
  ofNumber: (number: string) => string,
): string {
  return text.replace(TOKENS, (token) => {
    // A colon that follows an address belongs to the sentence.
    const [address, end] =
      token.endsWith(":") && !token.endsWith("::") ? [token.slice(0, -1), ":"] : [token, ""];
    const key = addressKey(address);
    return key === undefined ? token.replace(NUMBERS, ofNumber) : ofAddress(address, key) + end;
  });
}

/** What all spellings of an address have in common, a mask left out; undefined for any address, and for what is not an address. */
function addressKey(text: string): string | undefined {
  const [address = "", mask] = text.split("/");
  const plain = address.includes(":") ? address : address.split(".").map(Number).join(".");
  const isAddress = plain.includes(":")
    ? ipaddr.IPv6.isValid(plain)
    : ipaddr.IPv4.isValidFourPartDecimal(plain);
  if (mask === "0" || !isAddress) return undefined;
  const parsed = parseCidr(ipaddr.process(plain).toString(), { bareHost: "all" });
  return "problem" in parsed ? undefined : keyOf(parsed.family, parsed.from);
}

/** The keys of all addresses by which a network may be called: the first, the last, and the one that is given. */
export function keysOfNetwork(text: string): string[] {
  const network = parseCidr(text, { bareHost: "all" });
  if ("problem" in network || network.prefix === 0) return [];
  const given = addressKey(text) ?? [];
  return [keyOf(network.family, network.from), keyOf(network.family, network.to)].concat(given);
}

const keyOf = (family: string, address: bigint) => `${family} ${address}`;

/** A range of ports, both ends included; a single port is a range of one. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** Why a value names no ports, as a sentence that ends in the remedy. */
export interface PortProblem {
  readonly problem: string;
}

const LOWEST = 1;
const HIGHEST = 65535;

/** How others write all ports. */
const ALL_PORTS = /^\s*(all|any|\*|-1|-1\s*-\s*-1|0\s*-\s*65535)\s*$/i;

/** Reads `443`, `"443"` or `"9100-9104"`. Ports go from 1 to 65535. */
export function parsePorts(value: unknown): PortRange | PortProblem {
  if (ALL_PORTS.test(textOf(value))) {
    return { problem: `ports ${quoted(value)} stand for all: leave the ports out` };
  }
  const [, first, last = first] = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(textOf(value)) ?? [];
  if (first === undefined) {
    const shown = `ports ${quoted(value)}`;
    return isSeveral(value)
      ? { problem: `${shown} are several: a rule has one port or one range, so write a rule for each` }
      : { problem: `${shown} is not a port or a range: write 443 or "9100-9104"` };
  }
  const range = { from: Number(first), to: Number(last) };
  const outside = [range.from, range.to].find((port) => port < LOWEST || port > HIGHEST);
  if (outside !== undefined) {
    return { problem: `port ${outside} is out of range: ports go from ${LOWEST} to ${HIGHEST}` };
  }
  if (range.from > range.to) {
    return { problem: `ports ${range.from}-${range.to} are reversed: write "${range.to}-${range.from}"` };
  }
  return range;
}

/** `443`, or `9100-9104`. */
export function portsText({ from, to }: PortRange): string {
  return from === to ? `${from}` : `${from}-${to}`;
}

const isSeveral = (value: unknown) =>
  Array.isArray(value) || (typeof value === "string" && /^\d[\d\s-]*,/.test(value.trim()));

const textOf = (value: unknown) => (typeof value === "string" || typeof value === "number" ? `${value}` : "");
