import * as waldur from "pulumi-security-groups/waldur";

export const found = waldur.getSecurityGroupsOutput({ nameExact: "default" });
