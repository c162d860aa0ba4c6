import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const repository = resolve(__dirname, "../..");
const tsc = join(repository, "node_modules", "typescript", "bin", "tsc");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), "types-"));
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"), "dir");
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What the compiler says of a program; empty when it is content. */
function compile(source: string, options: Record<string, unknown>): string {
  const compilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: "es2022",
    types: [],
    ...options,
  };
  writeFileSync(join(folder, "index.ts"), source);
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["index.ts"] }));
  return spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" }).stdout;
}

const source = `
  import { Provider } from "pulumi-security-groups";
  import * as e24cloud from "pulumi-security-groups/e24cloud";
  import { waldurSecurityGroup } from "pulumi-security-groups/provider";
  import { startSandbox } from "pulumi-security-groups/sandbox";
  import { securityGroupMatchers } from "pulumi-security-groups/testing";
  import { TieredApplication } from "pulumi-security-groups/components";
  import * as waldur from "pulumi-security-groups/waldur";

  const provider = new Provider("second", { waldur: { token: "t" } });
  const web = new waldur.SecurityGroup("web", { rules: waldur.allow.https() }, { provider });
  new e24cloud.FirewallGroup("edge", { rules: e24cloud.allow.ssh({ from: web.id }) });
  export const handlers: unknown[] = [waldurSecurityGroup, startSandbox, securityGroupMatchers, TieredApplication];
`;

test.each([
  ["node", { module: "commonjs", moduleResolution: "node" }],
  ["node16", { module: "node16", moduleResolution: "node16" }],
  ["bundler", { module: "esnext", moduleResolution: "bundler" }],
])("the types of every entry resolve under moduleResolution %s", (_name, options) => {
  expect(compile(source, options)).toBe("");
});

test("a misspelt preset, field or value is a compile error", () => {
  const wrong = `
    import * as waldur from "pulumi-security-groups/waldur";
    waldur.allow.htps();
    new waldur.SecurityGroup("web", { rulez: [] });
    new waldur.SecurityGroup("web", { rules: [{ direction: "in" }] });
  `;
  const errors = compile(wrong, { module: "node16", moduleResolution: "node16" });
  expect(errors.match(/index\.ts\(\d+/g) ?? errors).toHaveLength(3);
});
