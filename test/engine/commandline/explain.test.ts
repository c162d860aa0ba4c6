import { run } from "../harness/command";
import { type Clouds, program, startClouds } from "../harness/clouds";
import { succeeded, useEngine } from "../harness/stacks";

const engine = useEngine();
let clouds: Clouds;
beforeAll(async () => {
  clouds = await startClouds();
});
afterAll(() => clouds.close());

test("explain takes the program's name of a live group, which has another one at the cloud", async () => {
  const project = engine.project({
    "index.ts": program(`
      const web = new waldur.SecurityGroup("web", { name: "shop web", rules: waldur.allow.https() });
      new waldur.SecurityGroup("db", { name: "shop db", rules: waldur.allow.postgresql({ from: web }) });`),
  });
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  succeeded(await stack.up());
  const explain = (...args: string[]) => run(["explain", ...args, "--stack", "dev", "--live"], stack.shell);
  expect(await explain("web", "--service", "https")).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^shop web: allowed: tcp 443 from anywhere/) as unknown,
  });
  expect(await explain("shop db", "--service", "postgresql", "--from", "web")).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining("from group shop web") as unknown,
  });
  expect((await explain("wep")).stderr).toContain('there is no group "wep"');
});
