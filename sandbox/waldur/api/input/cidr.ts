import ipaddr from "ipaddr.js";
import type { WaldurSwitches } from "../../switches";

/** What Waldur answers for a CIDR it doesn't take. */
export const cidrMessages = {
  IPv4: "Expected CIDR format: <0-255>.<0-255>.<0-255>.<0-255>/<0-32>",
  IPv6: "IPv6 addresses are represented as eight groups, separated by colons.",
} as const;

type Family = keyof typeof cidrMessages;

/** Whether Waldur takes the CIDR for the family. Host bits are fine, the prefix length is not optional. */
export function isCidr(cidr: string, family: Family, release: WaldurSwitches["release"]): boolean {
  const [address = "", mask = "", ...rest] = cidr.split("/");
  if (mask === "" || rest.length > 0) return false;
  return release === "2024-10" ? isCidrOf2024(address, mask, family) : isCidrOf2026(address, mask, family);
}

/** Patterns on the text: short IPv4 (`10/8`) passes, IPv6 is lower case without an embedded IPv4 address. */
function isCidrOf2024(address: string, mask: string, family: Family): boolean {
  if (family === "IPv4") {
    const isAddress =
      /^(\d{1,3}\.){0,3}\d{1,3}$/.test(address) && address.split(".").every((octet) => Number(octet) <= 255);
    return isAddress && /^\d{1,2}$/.test(mask) && Number(mask) <= 32;
  }
  const isAddress = /^([0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}$/.test(address) && address.split("::").length <= 2;
  return isAddress && /^\d{1,3}$/.test(mask) && Number(mask) <= 128;
}

/** Parsed addresses: any spelling of IPv6 and netmasks pass, short IPv4 doesn't. */
function isCidrOf2026(address: string, mask: string, family: Family): boolean {
  if (family === "IPv6") return ipaddr.IPv6.isValid(address) && /^\d{1,3}$/.test(mask) && Number(mask) <= 128;
  if (!ipaddr.IPv4.isValidFourPartDecimal(address)) return false;
  if (/^\d{1,2}$/.test(mask)) return Number(mask) <= 32;
  return (
    ipaddr.IPv4.isValidFourPartDecimal(mask) && ipaddr.IPv4.parse(mask).prefixLengthFromSubnetMask() !== null
  );
}
