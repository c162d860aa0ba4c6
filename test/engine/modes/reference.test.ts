import { parse } from "yaml";
import { type Clouds, startClouds } from "../harness/clouds";
import { prepareExamples, referenceExamples } from "../harness/reference-examples";
import { succeeded, useEngine } from "../harness/stacks";
import { useYaml, yamlProgram } from "../harness/yaml";
import { nativeMode } from "./provider-mode";

useYaml();
const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

test("each resource, component and function has an example", () =>
  expect(referenceExamples.length).toBeGreaterThanOrEqual(14));

const each = test.each(referenceExamples.map((example) => [example.name, example] as const));

each("the example of %s in TypeScript goes up", async (_name, example) => {
  const project = engine.project({
    "index.ts": (await prepareExamples(clouds))(example, "ts"),
    "Pulumi.yaml": "name: reference\nruntime: nodejs\n",
  });
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  succeeded(await stack.up());
  expect(Object.values(await stack.outputs())).not.toContain(undefined);
});

each("the example of %s in YAML goes up", async (_name, example) => {
  const program = parse((await prepareExamples(clouds))(example, "yaml")) as object;
  const project = engine.project({ "Pulumi.yaml": yamlProgram(program) });
  const config = nativeMode.config(clouds);
  const stack = await engine.openStack({ project: project.folder, config, mode: "cli" });
  succeeded(await stack.up());
  expect(Object.values(await stack.outputs())).not.toContain(undefined);
});
