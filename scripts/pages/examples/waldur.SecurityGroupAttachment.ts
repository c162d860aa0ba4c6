import * as waldur from "pulumi-security-groups/waldur";

const web = new waldur.SecurityGroup("web", {
  rules: waldur.allow.https({ from: "203.0.113.0/24" }),
});
new waldur.SecurityGroupAttachment("web-1", {
  instance: "5a0e4f3c9d8b4c1e8f7a6b5c4d3e2f1a",
  securityGroups: [web],
});

export const group = web.id;
