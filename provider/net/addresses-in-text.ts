import ipaddr from "ipaddr.js";
import { parseCidr } from "./cidr";

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

/** What all spellings of an address have in common, a mask left out; undefined for what is none, and for any address. */
export function addressKey(text: string): string | undefined {
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
