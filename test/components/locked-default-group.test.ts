import { LockedDefaultGroup } from "../../components";
import { recorded, valueOf } from "./harness";

const TYPE = "pulumi-nodejs:dynamic/waldur:SecurityGroup";

test("adopts the tenant's group and closes it", async () => {
  const recorder = await recorded();
  const locked = new LockedDefaultGroup("closed", { tenant: "0a1b2c3d4e5f60718293a4b5c6d7e8f9" });
  expect(await valueOf(locked.groupId)).toBe("closed-default-id");
  expect(await recorder.inputs(TYPE, "closed-default")).toMatchObject({
    name: "default",
    adopt: true,
    tenant: "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    rules: [],
  });
});

test("keeps what is listed", async () => {
  const recorder = await recorded();
  const locked = new LockedDefaultGroup("kept", {
    ingress: [{ everything: true, fromMembers: true }],
    egress: [{ dns: true, toCidrs: ["192.0.2.53/32"] }],
  });
  await valueOf(locked.groupId);
  expect((await recorder.inputs(TYPE, "kept-default")).rules).toEqual([
    { direction: "ingress", ethertype: "IPv4", remoteGroup: "self", protocol: "" },
    { direction: "ingress", ethertype: "IPv6", remoteGroup: "self", protocol: "" },
    { direction: "egress", cidr: "192.0.2.53/32", protocol: "tcp", ports: 53 },
    { direction: "egress", cidr: "192.0.2.53/32", protocol: "udp", ports: 53 },
  ]);
});

test("refuses what is wrong before anything is registered", async () => {
  const recorder = await recorded();
  const wrong = { ingress: [{ https: true }, { tcp: ["0"], fromAnywhere: true }] };
  expect(() => new LockedDefaultGroup("wrong", wrong)).toThrow(
    "wrong: ingress[0] names no source: set one, such as fromAnywhere or fromCidrs; " +
      "ingress[1].tcp[0]: port 0 is out of range: ports go from 1 to 65535",
  );
  expect(recorder.names()).toEqual([]);
});
