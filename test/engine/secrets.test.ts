import { type Clouds, program, startClouds } from "./harness/clouds";
import { succeeded, useEngine } from "./harness/stacks";

const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const ADDRESS = "198.51.100.77";

test("a token in clear is warned of in the preview", async () => {
  const project = engine.project({ "index.ts": program('new waldur.SecurityGroup("web", { rules: [] });') });
  const config = { ...clouds.config, "waldur:token": clouds.waldur.token };
  const stack = await engine.openStack({ project: project.folder, config });
  const { stdout, stderr } = succeeded(await stack.preview());
  expect(stdout + stderr).toContain("run pulumi config set --secret waldur:token");
});

test("rules that are refused or warned of are not printed with the secret they hold", async () => {
  const previewed = async (cidr: string) => {
    const source = `
      const cidr = pulumi.secret("${cidr}");
      new waldur.SecurityGroup("web", { rules: [{ protocol: "tcp", ports: 22, cidr }] });`;
    const project = engine.project({ "index.ts": program(source) });
    const stack = await engine.openStack({ project: project.folder, config: clouds.config });
    const { ok, stdout, stderr } = await stack.preview();
    expect(stdout + stderr).not.toContain(ADDRESS);
    return { ok, shown: stdout };
  };
  expect(await previewed(`${ADDRESS}/24x`)).toMatchObject({
    ok: false,
    shown: expect.stringContaining("rules[0]") as unknown,
  });
  expect(await previewed(`${ADDRESS}/24`)).toMatchObject({ ok: true });
});
