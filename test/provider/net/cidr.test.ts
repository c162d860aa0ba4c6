import fc from "fast-check";
import { type Cidr, type Family, addressBits, cidrsOf, parseCidr } from "../../../provider/net/ranges";
const parsed = (text: string): Cidr => {
  const result = parseCidr(text);
  if ("problem" in result) throw new Error(result.message);
  return result;
};

describe("networks in canonical form", () => {
  test.each([
    ["10.0.0.0/8", "10.0.0.0/8", false],
    ["10.0.0.7/8", "10.0.0.0/8", true],
    [" 192.0.2.1/32 ", "192.0.2.1/32", false],
    ["0.0.0.0/0", "0.0.0.0/0", false],
    ["203.0.113.9/0", "0.0.0.0/0", true],
    ["::/0", "::/0", false],
    ["2001:DB8::1/128", "2001:db8::1/128", false],
    ["2001:0db8:0000:0000:0000:0000:0000:0000/32", "2001:db8::/32", false],
    ["2001:db8:0:0:1:0:0:1/128", "2001:db8::1:0:0:1/128", false],
    ["2001:db8:0:1:1:1:1:1/128", "2001:db8:0:1:1:1:1:1/128", false],
    ["fe80::ffff/10", "fe80::/10", true],
    ["255.255.255.255/32", "255.255.255.255/32", false],
    ["ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128", false],
  ])("%s is %s", (text, canonical, hostBits) => {
    expect(parsed(text)).toMatchObject({ text: canonical, hostBits });
  });

  test.each([
    ["10.0.0.7", "no mask", "10.0.0.7 has no mask: write 10.0.0.7/32"],
    ["2001:db8::1", "no mask", "2001:db8::1 has no mask: write 2001:db8::1/128"],
    ["10/8", "not an address", "10/8 is not an address: write it as 10.0.0.0/8 or 2001:db8::/32"],
    ["10.1/16", "not an address", undefined],
    ["010.0.0.1/32", "not an address", undefined],
    ["0x0a.0.0.1/32", "not an address", undefined],
    ["167772161/32", "not an address", undefined],
    ["256.0.0.1/32", "not an address", undefined],
    ["10.0.0.0/8/8", "not an address", undefined],
    ["", "not an address", undefined],
    ["example.org/32", "not an address", undefined],
    ["2001:db8:::/32", "not an address", undefined],
    ["10.0.0.0/33", "mask too long", "10.0.0.0/33 has a mask longer than 32, the most that IPv4 allows"],
    ["::/129", "mask too long", undefined],
    [
      "10.0.0.0/255.255.0.0",
      "mask is not a number",
      "10.0.0.0/255.255.0.0 has a mask that is not a number: write 10.0.0.0/16",
    ],
    ["10.0.0.0/", "mask is not a number", undefined],
    ["10.0.0.0/08", "mask is not a number", undefined],
    ["10.0.0.0/-1", "mask is not a number", undefined],
    ["10.0.0.0/ 8", "mask is not a number", undefined],
    [
      "::ffff:10.0.0.0/104",
      "IPv4 in IPv6 notation",
      "::ffff:10.0.0.0/104 is IPv4 in IPv6 notation: write 10.0.0.0/8",
    ],
    ["::ffff:a00:7/128", "IPv4 in IPv6 notation", undefined],
    ["fe80::1%eth0/64", "has a zone", "fe80::1%eth0/64 has a zone: leave out what follows %"],
  ] satisfies [string, string, string | undefined][])("%s is refused: %s", (text, problem, message) => {
    expect(parseCidr(text)).toMatchObject({ problem, ...(message !== undefined && { message }) });
  });

  test("a bare host is that one host where that is allowed", () => {
    expect(parseCidr("10.0.0.7", { bareHost: "all" })).toMatchObject({
      text: "10.0.0.7/32",
      hostBits: false,
    });
    expect(parseCidr("2001:DB8::1", { bareHost: "all" })).toMatchObject({ text: "2001:db8::1/128" });
    expect(parseCidr("10.0.0.7", { bareHost: "plain" })).toMatchObject({ text: "10.0.0.7/32" });
    expect(parseCidr("2001:db8::1", { bareHost: "plain" })).toMatchObject({ text: "2001:db8::1/128" });
  });

  test.each([
    ["0.0.0.0", "0.0.0.0 has no mask: write 0.0.0.0/0 for anywhere"],
    ["::", ":: has no mask: write ::/0 for anywhere"],
    ["10.0.0.0", "10.0.0.0 is one host: write 10.0.0.0/32 or the network's mask"],
    ["2001:db8::", "2001:db8:: is one host: write 2001:db8::/128 or the network's mask"],
  ])("%s is not a plain host", (text, message) => {
    expect(parseCidr(text, { bareHost: "plain" })).toEqual({ problem: "no mask", message });
    expect(parseCidr(text, { bareHost: "all" })).not.toHaveProperty("problem");
  });

  const addresses = (family: Family) =>
    fc.tuple(
      fc.bigInt({ min: 0n, max: (1n << BigInt(addressBits[family])) - 1n }),
      fc.nat(addressBits[family]),
    );
  const spelled = {
    IPv4: (address: bigint) => [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join("."),
    IPv6: (address: bigint) =>
      [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n]
        .map((shift) => ((address >> shift) & 65535n).toString(16))
        .join(":"),
  };

  test.each(["IPv4", "IPv6"] as const)("%s: canonical text, borders and prefix agree", (family) => {
    fc.assert(
      fc.property(addresses(family), ([address, prefix]) => {
        const cidr = parsed(`${spelled[family](address)}/${prefix}`);
        expect(cidr.from <= address && address <= cidr.to).toBe(true);
        expect(cidr.to - cidr.from + 1n).toBe(1n << BigInt(addressBits[family] - prefix));
        expect(cidr.hostBits).toBe(cidr.from !== address);
        expect(parsed(cidr.text)).toEqual({ ...cidr, hostBits: false });
        expect(cidrsOf(cidr.from, cidr.to, family)).toEqual([cidr.text]);
      }),
    );
  });

  test.each(["IPv4", "IPv6"] as const)("%s: a range is its networks, with none too many", (family) => {
    fc.assert(
      fc.property(addresses(family), fc.nat(5000), ([start], length) => {
        const last = (1n << BigInt(addressBits[family])) - 1n;
        const end = start + BigInt(length) < last ? start + BigInt(length) : last;
        const networks = cidrsOf(start, end, family).map(parsed);
        expect(networks[0]?.from).toBe(start);
        expect(networks.at(-1)?.to).toBe(end);
        for (const [position, network] of networks.slice(1).entries()) {
          const before = networks[position];
          expect(before && before.to + 1n).toBe(network.from);
          // Two equal halves of one network would have been one.
          const halves =
            before?.prefix === network.prefix && parsed(`${before.address}/${before.prefix - 1}`);
          expect(halves && halves.from === before.from && halves.to === network.to).toBe(false);
        }
      }),
    );
  });

  test("ranges up to the last address end", () => {
    expect(cidrsOf(0n, 2n ** 32n - 1n, "IPv4")).toEqual(["0.0.0.0/0"]);
    expect(cidrsOf(0n, 2n ** 128n - 1n, "IPv6")).toEqual(["::/0"]);
    expect(cidrsOf(2n ** 32n - 1n, 2n ** 32n - 1n, "IPv4")).toEqual(["255.255.255.255/32"]);
    expect(cidrsOf(1n, 0n, "IPv4")).toEqual([]);
  });
});
