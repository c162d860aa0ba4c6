import * as e24cloud from "pulumi-security-groups/e24cloud";

const { allow } = e24cloud;
const edge = new e24cloud.FirewallGroup("edge", {
  active: true,
  rules: [...allow.https(), ...allow.dhcp(), ...allow.egress()],
});

export const group = edge.id;
