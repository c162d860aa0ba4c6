import { allow } from "../../../provider/e24cloud/presets";

test("from anywhere is one rule, which names anywhere", () => {
  expect(allow.https()).toEqual([{ direction: "IN", protocol: "tcp", ports: 443, srcAddress: "0.0.0.0/0" }]);
});

test("from is the source of incoming traffic, to the destination of outgoing traffic", () => {
  expect(allow.ssh({ from: ["203.0.113.0/24", "192.0.2.7"], to: "10.0.0.0/8" })).toEqual([
    { direction: "IN", protocol: "tcp", ports: 22, srcAddress: "203.0.113.0/24" },
    { direction: "IN", protocol: "tcp", ports: 22, srcAddress: "192.0.2.7" },
    { direction: "OUT", protocol: "tcp", ports: 22, dstAddress: "10.0.0.0/8" },
  ]);
});

test("the three rules that e24cloud documents as its defaults", () => {
  expect(allow.egress()).toEqual([{ direction: "OUT", dstAddress: "0.0.0.0/0" }]);
  expect(allow.ssh()).toEqual([{ direction: "IN", protocol: "tcp", ports: 22, srcAddress: "0.0.0.0/0" }]);
  expect(allow.dhcp()).toEqual([
    { direction: "IN", protocol: "udp", ports: "67-68", srcAddress: "0.0.0.0/0" },
  ]);
});

test("ping is the echo request", () => {
  expect(allow.ping()).toEqual([
    { direction: "IN", srcAddress: "0.0.0.0/0", protocol: "icmp", icmpType: 8, icmpCode: 0 },
  ]);
});
