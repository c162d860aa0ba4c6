import { type Clouds, startClouds } from "../harness/clouds";
import { read, snippets } from "../harness/pages";
import { policyPack, previewWithPack } from "../harness/policy-pack";
import { useEngine } from "../harness/stacks";
import { useTools } from "../harness/tools";
import { nativeConfig, useYaml, yamlProgram } from "../harness/yaml";

const engine = useEngine();
useYaml();
useTools("language-hosts-path.mjs");
let clouds: Clouds;
beforeAll(async () => {
  clouds = await startClouds();
});
afterAll(() => clouds.close());

/** The programs of the pages. */
const [PACK = ""] = snippets(read("docs/reference/command-line.md"), "js");

test("the engine runs the policy pack: what is forbidden stops a preview, other findings are reported", async () => {
  const rule = (ports: number) => ({ protocol: "tcp", ports });
  const web = {
    type: "security-groups:waldur:SecurityGroup",
    properties: { rules: [rule(22), rule(5432)] },
  };
  const project = engine.project({
    "Pulumi.yaml": yamlProgram({ resources: { web } }),
    ...policyPack(PACK),
  });
  const stack = await engine.openStack({ project: project.folder, config: nativeConfig(clouds.config) });
  const { ok, text } = await previewWithPack(stack, project.folder);
  expect(ok).toBe(false);
  expect(text).toMatch(/\[mandatory\].*open-ssh[^]*opens ssh to the world/);
  expect(text).toMatch(/\[advisory\].*open-database[^]*opens postgresql to the world/);
  expect(clouds.writes()).toEqual([]);
});
