import ipaddr from "ipaddr.js";
import type { Switches } from "./profiles/switches";

type Network = [ipaddr.IPv4 | ipaddr.IPv6, prefixLength: number];

/** A host or a network, with what a host's mask would be. None when the text is neither. */
function network(text: string): Network | undefined {
  const isIpv4 = ipaddr.IPv4.isValidFourPartDecimal(text.split("/")[0] ?? "");
  if (!isIpv4 && !text.includes(":")) return undefined;
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  return ipaddr.isValid(text) ? [ipaddr.parse(text), isIpv4 ? 32 : 128] : undefined;
}

export type Family = "ipv4" | "ipv6";

/** The family of a host or network; none when the text is neither. */
export function addressFamily(text: string): Family | undefined {
  return network(text)?.[0].kind();
}

/** The normal form of a host or network. */
export function canonicalAddress(text: string): string {
  const [address, prefixLength] = network(text) ?? [];
  return address ? `${address.toString()}/${prefixLength}` : text;
}

const hostMask = { ipv4: "/32", ipv6: "/128" };

/** The address as the server shows it. */
export function shownAddress(text: string, style: Switches["addresses"]): string {
  if (style === "verbatim") return text;
  const mask = hostMask[addressFamily(text) ?? "ipv4"];
  switch (style) {
    case "bare-hosts":
      return text.endsWith(mask) ? text.slice(0, -mask.length) : text;
    case "masked-hosts":
      return text.includes("/") ? text : text + mask;
  }
}
