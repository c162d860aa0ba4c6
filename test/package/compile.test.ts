import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Project } from "../../scripts/runner/project";
import { installedIn } from "../engine/harness/packed";

/** A project as `pulumi new typescript` makes it. */
let project: Project;
beforeAll(() => {
  project = installedIn(
    { "package.json": JSON.stringify({ name: "own-project", private: true, main: "index.ts" }) },
    { others: ["@types/node@20"] },
  );
});
afterAll(() => project.remove());

const program = `
  import * as pulumi from "@pulumi/pulumi";
  import { isSecurityGroupsError, Provider } from "pulumi-security-groups";
  import { Bastion, Cloud, FirewallPolicy, TieredApplication } from "pulumi-security-groups/components";
  import * as e24cloud from "pulumi-security-groups/e24cloud";
  import { intents } from "pulumi-security-groups/intents";
  import { waldurSecurityGroup } from "pulumi-security-groups/provider";
  import { startSandbox, type Sandbox } from "pulumi-security-groups/sandbox";
  import { explain, securityGroupMatchers } from "pulumi-security-groups/testing";
  import * as waldur from "pulumi-security-groups/waldur";

  const provider = new Provider("second", { waldur: { token: pulumi.secret("t") } });
  const web = new waldur.SecurityGroup("web", { rules: waldur.allow.https() }, { provider });
  const edge = new e24cloud.FirewallGroup("edge", { rules: e24cloud.allow.ssh({ from: ["203.0.113.0/24", web.id] }) });
  intents({ never: [{ from: "world", to: [web, edge], except: [{ service: "https" }] }] });
  const found: Promise<waldur.SecurityGroupInfo> = waldur.getSecurityGroup({ name: "web" });
  export const ids: pulumi.Output<string>[] = [web.id, web.url, web.details.apply((one) => one.projectName ?? ""), edge.id];
  export const names = found.then(({ name, rules }) => [name, ...Object.keys(rules)]);
  export const owner = edge.owner.apply((one) => one?.name);
  export const others: unknown[] = [Bastion, Cloud, FirewallPolicy, TieredApplication, waldurSecurityGroup];
  export const started: Promise<Sandbox> = startSandbox({ waldur: { delay: 0 }, e24cloud: { profile: "strict" } });
  export const tested: unknown[] = [explain, securityGroupMatchers, isSecurityGroupsError(new Error("none"))];
`;

const root = join(__dirname, "../..");
/** From before and from after TypeScript's rewrite. */
const compilers = { "5": "typescript", "7": "typescript-7" };
const nodenext = { target: "es2020", module: "nodenext", moduleResolution: "nodenext" };
const bundler = { target: "es2022", module: "esnext", moduleResolution: "bundler" };
/** What Pulumi's template had for years. TypeScript 7 has neither this resolution nor modules without interop. */
const classic = { target: "es2016", module: "commonjs", moduleResolution: "node" };

test.each([
  ["5", { ...nodenext, esModuleInterop: false }],
  ["5", { ...classic, esModuleInterop: false }],
  ["5", bundler],
  ["7", nodenext],
  ["7", bundler],
  ["7", { target: "es2016", module: "commonjs", moduleResolution: "bundler" }],
] as const)("without skipLibCheck, TypeScript %s accepts %j", (release, options) => {
  // What the compiler itself comes with is not this package's to check.
  const own = { skipDefaultLibCheck: true, strict: true, noEmit: true, types: ["node"] };
  const compilerOptions = { ...own, ...options };
  project.write({
    "index.ts": program,
    "tsconfig.json": JSON.stringify({ compilerOptions, files: ["index.ts"] }),
  });
  const tsc = join(root, "node_modules", compilers[release], "bin", "tsc");
  const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", project.folder], { encoding: "utf8" });
  expect(stdout).toBe("");
  expect(status).toBe(0);
});
