import * as waldur from "pulumi-security-groups/waldur";

export const found = waldur.getSecurityGroupOutput({ name: "default" }).id;
