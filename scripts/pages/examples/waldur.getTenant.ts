import * as waldur from "pulumi-security-groups/waldur";

export const found = waldur.getTenantOutput({ name: "shop" }).id;
