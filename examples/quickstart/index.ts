import * as pulumi from "@pulumi/pulumi";
import * as e24cloud from "pulumi-security-groups/e24cloud";
import * as waldur from "pulumi-security-groups/waldur";

const config = new pulumi.Config();
const offices = config.requireObject<string[]>("offices");
const virtualMachines = config.getObject<string[]>("virtualMachines");

const monitoring = new waldur.SecurityGroup("monitoring", {
  description: "where metrics are collected",
  rules: [...waldur.allow.ssh({ from: offices }), ...waldur.allow.egress()],
});

const web = new waldur.SecurityGroup("web", {
  description: "public web servers",
  rules: [
    ...waldur.allow.https(),
    ...waldur.allow.ssh({ from: offices }),
    { protocol: "tcp", ports: "9100-9104", remoteGroup: monitoring, description: "exporters" },
    ...waldur.allow.egress(),
  ],
});

const edge = new e24cloud.FirewallGroup("edge", {
  rules: [
    ...e24cloud.allow.https(),
    ...e24cloud.allow.ssh({ from: offices }),
    ...e24cloud.allow.dhcp(),
    ...e24cloud.allow.egress(),
  ],
  virtualMachines,
  active: true,
});

export const webGroup = web.id;
export const monitoringGroup = monitoring.id;
export const edgeGroup = edge.id;
