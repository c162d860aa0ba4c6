import * as pulumi from "@pulumi/pulumi";
import { FirewallPolicy, type FirewallPolicyArgs } from "../../components";
import { recorded, valueOf } from "./harness";

const WALDUR = "pulumi-nodejs:dynamic/waldur:SecurityGroup";
const E24CLOUD = "pulumi-nodejs:dynamic/e24cloud:FirewallGroup";
const SERVER = "24e12e20-0851-5354-e2c3-04b16c4c9c45";

const policy: Omit<FirewallPolicyArgs, "cloud"> = {
  description: "public web servers",
  ingress: [
    { https: true, fromAnywhere: true },
    { ssh: true, fromMembers: true },
  ],
  egress: [{ everything: true, toAnywhere: true }],
  waldur: { tenant: "0a1b2c3d4e5f60718293a4b5c6d7e8f9" },
  e24cloud: { virtualMachines: [SERVER], active: true },
};

let warnings: jest.SpyInstance;
beforeEach(() => {
  warnings = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
});
afterEach(() => warnings.mockRestore());
const warned = () => warnings.mock.calls.map(([message]: unknown[]) => message);

test("becomes a security group of Waldur", async () => {
  const recorder = await recorded();
  const web = new FirewallPolicy("web", { cloud: "waldur", ...policy });
  expect(await valueOf(web.groupId)).toBe("web-id");
  expect(await recorder.inputs(WALDUR, "web")).toMatchObject({
    description: "public web servers",
    tenant: "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    rules: [
      { direction: "ingress", protocol: "tcp", ports: 443, cidr: "0.0.0.0/0" },
      { direction: "ingress", protocol: "tcp", ports: 443, cidr: "::/0" },
      { direction: "ingress", protocol: "tcp", ports: 22, ethertype: "IPv4", remoteGroup: "self" },
      { direction: "ingress", protocol: "tcp", ports: 22, ethertype: "IPv6", remoteGroup: "self" },
      { direction: "egress", protocol: "", cidr: "0.0.0.0/0" },
      { direction: "egress", protocol: "", cidr: "::/0" },
    ],
  });
  expect(warned()).toEqual([]);
});

test("becomes a firewall group of e24cloud, which says what it can't express", async () => {
  const recorder = await recorded();
  const web = new FirewallPolicy("web", { cloud: "e24cloud", ...policy });
  expect(await valueOf(web.groupId)).toBe("web-id");
  expect(await recorder.inputs(E24CLOUD, "web")).toMatchObject({
    virtualMachines: [SERVER],
    active: true,
    rules: [
      { direction: "IN", protocol: "tcp", ports: 443, srcAddress: "0.0.0.0/0" },
      { direction: "OUT", dstAddress: "0.0.0.0/0" },
    ],
  });
  expect(warned()).toEqual([
    "web on e24cloud: ingress[1] (ssh from this group) is left out: " +
      "a rule of e24cloud can't name a group; list the addresses of the servers",
    "web on e24cloud: e24cloud keeps no descriptions: that of the policy is left out",
  ]);
});

test("the same policy on both clouds makes two components side by side, under names of one's own", async () => {
  const recorder = await recorded();
  const groups = (["waldur", "e24cloud"] as const).map(
    (cloud) => new FirewallPolicy(`edge-${cloud}`, { cloud, groupName: "edge", ...policy }).groupId,
  );
  await Promise.all(groups.map(valueOf));
  expect((await recorder.inputs(WALDUR, "edge-waldur")).name).toBe("edge");
  expect((await recorder.inputs(E24CLOUD, "edge-e24cloud")).name).toBe("edge");
});

test("refuses a cloud that it does not know", async () => {
  await recorded();
  const args: FirewallPolicyArgs = Object.assign({ cloud: "waldur" as const }, { cloud: "aws" });
  expect(() => new FirewallPolicy("web", args)).toThrow('web: cloud is "aws": write "waldur" or "e24cloud"');
});

test("passes on what happens to e24cloud's own rules", async () => {
  const recorder = await recorded();
  const web = new FirewallPolicy("web", { cloud: "e24cloud", ...policy, e24cloud: { defaultRules: "keep" } });
  expect(await valueOf(web.groupId)).toBe("web-id");
  expect(await recorder.inputs(E24CLOUD, "web")).toMatchObject({ defaultRules: "keep" });
});

test("says that it filters nothing where its firewall is not switched on", async () => {
  await recorded();
  const web = new FirewallPolicy("web", {
    cloud: "e24cloud",
    ingress: [{ https: true, fromAnywhere: true }],
  });
  await valueOf(web.groupId);
  expect(warned()).toEqual([
    "web on e24cloud: e24cloud.active is not set, so the policy filters nothing until somebody else switches the firewall on: " +
      "set active: true",
  ]);
});

test("says nothing of the switch where the program sets it, also to off", async () => {
  await recorded();
  const web = new FirewallPolicy("web", { cloud: "e24cloud", e24cloud: { active: false } });
  await valueOf(web.groupId);
  expect(warned()).toEqual([]);
});
