import { known } from "../../../../provider/waldur/api/capabilities";
import { fateOf } from "../../../../provider/waldur/rule/fields";

const CREATED = "2024-10-25T10:00:00.000000Z";

test.each([
  ["a server that counts instances", { instance_count: 0, created: CREATED }, true],
  ["one that cannot count just now", { instance_count: null, created: CREATED }, true],
  ["one that writes times as before mid-2025", { created: CREATED }, false],
  ["one that shows neither", { created: "2026-01-02T10:00:00.000000+00:00" }, undefined],
])("protocol numbers: %s", (_, group, numbers) => {
  expect(known("numbers", group)).toBe(numbers);
});

test.each([
  // protocol, ethertype, where numbers are taken, where they are not, where that is not known
  ["tcp", "IPv4", "kept", "kept", "kept"],
  ["", "IPv6", "kept", "kept", "kept"],
  ["6", "IPv4", "kept", "recreated", "recreated"],
  ["17", "IPv4", "kept", "recreated", "recreated"],
  ["1", "IPv4", "kept", "recreated", "recreated"],
  ["58", "IPv6", "kept", "recreated", "recreated"],
  ["ipv6-icmp", "IPv6", "recreated", "recreated", "recreated"],
  ["TCP", "IPv4", "recreated", "recreated", "recreated"],
  ["112", "IPv4", "kept", "lost", "unsure"],
  ["esp", "IPv4", "recreated", "lost", "recreated"],
  ["ALL", "IPv4", "lost", "lost", "lost"],
])("a live rule of protocol %j over %s", (protocol, ethertype, taken, notTaken, notKnown) => {
  const rule = { protocol, ethertype, from_port: -1, to_port: -1 };
  expect([true, false, undefined].map((numbers) => fateOf(rule, numbers))).toEqual([
    taken,
    notTaken,
    notKnown,
  ]);
});

test("Waldur takes no ports with a number, and so goes by the name where there is one", () => {
  const ports = { ethertype: "IPv4", from_port: 7, to_port: 7 };
  expect(fateOf({ ...ports, protocol: "sctp" }, true)).toBe("lost");
  expect(fateOf({ ...ports, protocol: "132" }, true)).toBe("lost");
  expect(fateOf({ ...ports, protocol: "6" }, true)).toBe("recreated");
});
