import { run } from "../harness/command";
import { type Clouds, program, startClouds } from "../harness/clouds";
import { useEngine } from "../harness/stacks";

const engine = useEngine();
let clouds: Clouds;
beforeAll(async () => {
  clouds = await startClouds();
});
afterAll(() => clouds.close());

test("reads a stack's settings, through Pulumi, and prints no secret", async () => {
  const project = engine.project({ "index.ts": program("") });
  const config = { ...clouds.config, "e24cloud:regoin": "poznan-2" };
  const stack = await engine.openStack({ project: project.folder, config });
  const { exitCode, stdout } = await run(["doctor", "--stack", "dev"], stack.shell);
  expect(stdout).toMatch(/^ {2}ok {7}Pulumi 3\.\d+\.\d+/m);
  expect(stdout).toContain("FAILED   e24cloud:regoin is not a setting. Did you mean region?");
  expect(stdout).toContain("  ok       the token works: owner.");
  expect(stdout).toContain("  ok       the key works: the account has 0 groups.");
  expect(exitCode).toBe(2);
  for (const secret of [clouds.waldur.token, clouds.e24cloud.apiSecret]) expect(stdout).not.toContain(secret);
});
