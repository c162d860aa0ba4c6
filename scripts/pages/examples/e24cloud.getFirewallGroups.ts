import * as e24cloud from "pulumi-security-groups/e24cloud";

export const found = e24cloud.getFirewallGroupsOutput({ nameExact: "edge" });
