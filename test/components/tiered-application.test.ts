import * as pulumi from "@pulumi/pulumi";
import { Bastion, TieredApplication } from "../../components";
import { recorded, valueOf } from "./harness";

const GROUP = "pulumi-nodejs:dynamic/waldur:SecurityGroup";
const ATTACHMENT = "pulumi-nodejs:dynamic/waldur:SecurityGroupAttachment";
const RULES = "pulumi-nodejs:dynamic/waldur:SecurityGroupRules";

/** A group as rules name it, and what messages call it. */
const group = (name: string) => ({ remoteGroup: `${name}-id`, remoteGroupName: name });
const both = (rule: object) => [
  { ...rule, ethertype: "IPv4" },
  { ...rule, ethertype: "IPv6" },
];

test("a group for each tier, without rules, and then the rules of each", async () => {
  const recorder = await recorded();
  const shop = new TieredApplication("shop", {
    tenant: "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    tiers: {
      web: { description: "public", offers: [{ https: true, fromAnywhere: true }] },
      app: { offers: [{ tcp: ["8080"], fromTiers: ["web"] }], egress: [] },
      database: { offers: [{ postgresql: true, fromTiers: ["app"] }], egress: [] },
    },
  });
  expect(await valueOf(shop.groupIds)).toEqual({
    web: "shop-web-id",
    app: "shop-app-id",
    database: "shop-database-id",
  });
  expect(await recorder.inputs(GROUP, "shop-web")).toMatchObject({
    description: "public",
    tenant: "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
  });
  expect(await recorder.inputs(GROUP, "shop-web")).not.toHaveProperty("rules");
  expect(await recorder.inputs(RULES, "shop-web")).toMatchObject({
    securityGroup: "shop-web-id",
    rules: [
      { direction: "ingress", protocol: "tcp", ports: 443, cidr: "0.0.0.0/0" },
      { direction: "ingress", protocol: "tcp", ports: 443, cidr: "::/0" },
      { direction: "egress", protocol: "", cidr: "0.0.0.0/0" },
      { direction: "egress", protocol: "", cidr: "::/0" },
    ],
  });
  expect((await recorder.inputs(RULES, "shop-app")).rules).toEqual([
    ...both({ direction: "ingress", protocol: "tcp", ports: "8080", ...group("shop-web") }),
    ...both({ direction: "egress", protocol: "tcp", ports: 5432, ...group("shop-database") }),
  ]);
  expect((await recorder.inputs(RULES, "shop-database")).rules).toEqual(
    both({ direction: "ingress", protocol: "tcp", ports: 5432, ...group("shop-app") }),
  );
});

test("servers of a tier get its group, once it has its rules", async () => {
  const recorder = await recorded();
  const servers = { "web-1": "1".repeat(32), "web-2": pulumi.output("2".repeat(32)) };
  new TieredApplication("shop", { tiers: { web: { servers, renamedFrom: "front" }, app: {} } });
  expect(await recorder.inputs(ATTACHMENT, "shop-web-web-1")).toMatchObject({
    instance: "1".repeat(32),
    securityGroups: ["shop-web-id"],
  });
  expect(await recorder.inputs(ATTACHMENT, "shop-web-web-2")).toMatchObject({ instance: "2".repeat(32) });
});

test("the server of a bastion gets its group", async () => {
  const recorder = await recorded();
  new Bastion("admin", { fromCidrs: ["203.0.113.0/24"], server: "3".repeat(32) });
  expect(await recorder.inputs(ATTACHMENT, "admin-bastion-server")).toMatchObject({
    instance: "3".repeat(32),
    securityGroups: ["admin-bastion-id"],
  });
});

test("groups take a name of their own where one is given", async () => {
  const recorder = await recorded();
  new TieredApplication("shop", { groupName: pulumi.output("store"), tiers: { web: {} } });
  expect((await recorder.inputs(GROUP, "shop-web"))["name"]).toBe("store-web");
});

test("refuses what is wrong before any group is registered", async () => {
  const recorder = await recorded();
  const tiers = { web: {}, app: { offers: [{ tcp: ["8080"], fromTiers: ["wbe"] }] } };
  expect(() => new TieredApplication("wrong", { tiers })).toThrow(
    "wrong: tiers.app.offers[0] names the tier wbe, which does not exist: there are web, app",
  );
  expect(recorder.names()).toEqual([]);
});

test("a bastion: from the offices to it, and from it to what is behind", async () => {
  const recorder = await recorded();
  const admin = new Bastion("admin", { fromCidrs: ["203.0.113.0/24"] });
  expect(await valueOf(admin.bastionGroupId)).toBe("admin-bastion-id");
  expect(await valueOf(admin.behindGroupId)).toBe("admin-behind-id");
  const ssh = { protocol: "tcp", ports: 22 };
  expect((await recorder.inputs(RULES, "admin-bastion")).rules).toEqual([
    { direction: "ingress", ...ssh, cidr: "203.0.113.0/24" },
    ...both({ direction: "egress", ...ssh, ...group("admin-behind") }),
  ]);
  expect((await recorder.inputs(RULES, "admin-behind")).rules).toEqual(
    both({ direction: "ingress", ...ssh, ...group("admin-bastion") }),
  );
});

test("a bastion that may reach something else too", async () => {
  const recorder = await recorded();
  const admin = new Bastion("admin", { fromCidrs: [], egress: [{ ntp: true, toCidrs: ["192.0.2.123/32"] }] });
  expect(await valueOf(admin.bastionGroupId)).toBe("admin-bastion-id");
  expect((await recorder.inputs(RULES, "admin-bastion")).rules).toEqual([
    ...both({ direction: "egress", protocol: "tcp", ports: 22, ...group("admin-behind") }),
    { direction: "egress", protocol: "udp", ports: 123, cidr: "192.0.2.123/32" },
  ]);
});
