import * as waldur from "pulumi-security-groups/waldur";

const monitoring = new waldur.SecurityGroup("monitoring", { rules: waldur.allow.egress() });
const web = new waldur.SecurityGroup("web", {
  description: "public web servers",
  rules: [
    ...waldur.allow.https(),
    { protocol: "tcp", ports: "9100-9104", remoteGroup: monitoring, description: "exporters" },
  ],
});

export const group = web.id;
