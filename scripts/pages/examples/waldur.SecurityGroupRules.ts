import * as waldur from "pulumi-security-groups/waldur";

const app = new waldur.SecurityGroup("app");
const db = new waldur.SecurityGroup("db");
new waldur.SecurityGroupRules("appRules", {
  securityGroup: app,
  rules: waldur.allow.postgresql({ to: db }),
});
new waldur.SecurityGroupRules("dbRules", {
  securityGroup: db,
  rules: waldur.allow.postgresql({ from: app }),
});

export const group = app.id;
