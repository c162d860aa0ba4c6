import * as pulumi from "@pulumi/pulumi";
import { FirewallPolicy } from "pulumi-security-groups/components";

const config = new pulumi.Config();
const offices = config.requireObject<string[]>("offices");

// Said once, in words of no cloud.
const policy = {
  description: "web servers",
  ingress: [
    { http: true, https: true, fromAnywhere: true },
    { ssh: true, fromCidrs: offices },
    // A rule of e24cloud can't name a group: the preview warns that this one is left out there.
    { tcp: ["7946"], udp: ["7946"], fromMembers: true },
    // Without it a server of e24cloud may lose its address.
    { dhcp: true, fromAnywhere: true },
  ],
  egress: [{ everything: true, toAnywhere: true }],
};

const onWaldur = new FirewallPolicy("web-waldur", { cloud: "waldur", groupName: "web", ...policy });
const onE24cloud = new FirewallPolicy("web-e24cloud", {
  cloud: "e24cloud",
  groupName: "web",
  ...policy,
  e24cloud: { virtualMachines: config.getObject<string[]>("virtualMachines"), active: true },
});

export const waldurGroup = onWaldur.groupId;
export const e24cloudGroup = onE24cloud.groupId;
