import type { Project } from "../../runner/project";

/** The two programs that trials go to and fro between. */
export type Version = "a" | "b";

/** An address that rules name in secret, in all forms in which it must not show. */
export const SECRET_ADDRESS = "198.51.100.77";

/** Ids that are to be adopted, by the names of the groups. */
export type Adoptions = Readonly<Record<string, string>>;

const either = (version: Version, a: string, b: string) => (version === "a" ? a : b);

/** Members of the group at e24cloud. */
export interface Members {
  readonly virtualMachines: readonly string[];
  readonly users: readonly string[];
  readonly resources: readonly string[];
}

/**
 * Both clouds: groups that name each other, rules on their own, a component, adopted groups, members and a
 * switch; some of it secret.
 */
export function program(
  version: Version,
  { members, adopt, seconds }: { members: Members; adopt: Adoptions; seconds: number },
) {
  const pick = (a: string, b: string) => either(version, a, b);
  const [vm, otherVm] = members.virtualMachines;
  const [user] = members.users;
  const [resource] = members.resources;
  return `
const pulumi = require("@pulumi/pulumi");
const waldur = require("pulumi-security-groups/waldur");
const e24cloud = require("pulumi-security-groups/e24cloud");
const { Bastion } = require("pulumi-security-groups/components");

const adopt = ${JSON.stringify(adopt)};
const office = pulumi.secret("${SECRET_ADDRESS}/32");
const tcp = (ports, more) => ({ protocol: "tcp", ports, ...more });
const timeouts = { create: "${seconds}s", update: "${seconds}s", delete: "${seconds}s" };
pulumi.runtime.registerStackTransformation(({ type, name, props, opts }) => {
  if (!type.startsWith("pulumi-nodejs:dynamic/")) return undefined;
  const adoption = type.endsWith("Group") ? { adopt: adopt[name] ?? props.adopt } : {};
  return { props: { ...props, ...adoption }, opts: { ...opts, customTimeouts: timeouts } };
});

const web = new waldur.SecurityGroup("web", { description: "${pick("web servers", "public web servers")}" });
const database = new waldur.SecurityGroup("database", {
  rules: [tcp(5432, { remoteGroup: web.id }), tcp(${pick("22", "2222")}, { cidr: office })],
});
new waldur.SecurityGroupRules("web-rules", {
  securityGroup: web.id,
  rules: [
    ...waldur.allow.https(),
    { ...tcp(5432, { remoteGroup: database.id }), direction: "egress" },
    ${pick('tcp(80, { cidr: "0.0.0.0/0" })', 'tcp("8080-8081", { cidr: "10.0.0.0/8" }), tcp(9100, { cidr: office })')},
  ],
});
new waldur.SecurityGroup("legacy", { adopt: true, rules: [tcp(${pick("443", "8443")}, { cidr: "192.0.2.0/24" })] });
new Bastion("admin", { fromCidrs: [office${pick("", ', "203.0.113.0/24"')}] });

new e24cloud.FirewallGroup("edge", {
  rules: [
    ...e24cloud.allow.https(),
    tcp(22, { srcAddress: ${pick("office", '"203.0.113.0/24"')} }),
    ${pick("tcp(80)", "tcp(8080), { protocol: 'udp', ports: 53 }")},
  ],
  virtualMachines: ["${pick(`${vm}`, `${otherVm}`)}"],
  users: ["${user}"],
  resources: [${pick(`"${resource}"`, "")}],
  active: true,
  defaultRules: "remove",
  lint: "off",
});
new e24cloud.FirewallGroup("old-edge", { adopt: true, rules: [tcp(${pick("443", "8443")}, { srcAddress: "192.0.2.0/24" })] });
`;
}

/** The files of a program in its project's folder. */
export const projectFiles = (source: string): Parameters<Project["write"]>[0] => ({
  "Pulumi.yaml": "name: chaos\nruntime: nodejs\n",
  "package.json": '{ "name": "chaos", "main": "index.js" }\n',
  "index.js": source,
});
