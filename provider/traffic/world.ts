import type { Family } from "../net/cidr";
import { addressesOf, type Traffic } from "./traffic";

/** Half of all IPv4 addresses, and half of the IPv6 addresses that are given out worldwide (2000::/3). */
const halfTheWorld: Readonly<Record<Family, bigint>> = { IPv4: 1n << 31n, IPv6: 1n << 124n };

/** Whether the peers are as good as everybody: any address, or half of the world. */
export function isWorldwide({ remote, family }: Traffic): boolean {
  const { addresses } = addressesOf(remote, family);
  return addresses !== undefined && addresses.to - addresses.from + 1n >= halfTheWorld[family];
}
