import { FirewallPolicy } from "pulumi-security-groups/components";

const web = new FirewallPolicy("web", {
  cloud: "waldur",
  ingress: [{ https: true, fromAnywhere: true }],
  egress: [{ everything: true, toAnywhere: true }],
});

export const group = web.groupId;
