import fc from "fast-check";
import { parseCidr } from "../../../provider/net/ranges";
import { addressesOf, anyRemote, groupOf, remoteCidr, remoteGroup } from "../../../provider/traffic/traffic";

const ids = fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 });

test("a group keeps its id, and no two groups are the same peer", () => {
  fc.assert(
    fc.property(ids, ids, (one, other) => {
      expect(groupOf(remoteGroup(one))).toBe(one);
      expect(remoteGroup(one).from === remoteGroup(other).from).toBe(one === other);
    }),
  );
});

test("groups do not touch each other, and lie on the axis above all addresses", () => {
  expect(remoteGroup("b").from - remoteGroup("a").from).toBeGreaterThan(1n);
  fc.assert(
    fc.property(ids, (id) => {
      const { from } = remoteGroup(id);
      expect(from > 2n ** 128n && from < anyRemote.to).toBe(true);
      expect(addressesOf(remoteGroup(id), "IPv6")).toEqual({ addresses: undefined, groups: true });
    }),
  );
});

test.each(["", "x".repeat(256)])("an id without or with too many bytes is refused", (id) => {
  expect(() => remoteGroup(id)).toThrow("a group id has 1 to 255 bytes");
});

test("the longest id is on the axis", () => {
  expect(remoteGroup("\u00ff".repeat(127) + "x").from < anyRemote.to).toBe(true);
});

test("any network is any peer", () => {
  const any = parseCidr("0.0.0.0/0");
  expect("problem" in any ? undefined : remoteCidr(any)).toBe(anyRemote);
  expect(groupOf(anyRemote)).toBeUndefined();
});
