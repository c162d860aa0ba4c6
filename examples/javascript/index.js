"use strict";

const pulumi = require("@pulumi/pulumi");
const waldur = require("pulumi-security-groups/waldur");
const e24cloud = require("pulumi-security-groups/e24cloud");

const offices = new pulumi.Config().requireObject("offices");

const web = new waldur.SecurityGroup("web", {
  rules: [
    ...waldur.allow.https(),
    ...waldur.allow.ssh({ from: offices }),
    { protocol: "tcp", ports: "9100-9104", cidr: "10.0.0.0/8" },
    ...waldur.allow.egress(),
  ],
});

const edge = new e24cloud.FirewallGroup("edge", {
  rules: [...e24cloud.allow.https(), ...e24cloud.allow.dhcp(), ...e24cloud.allow.egress()],
});

module.exports = { webGroup: web.id, edgeGroup: edge.id };
