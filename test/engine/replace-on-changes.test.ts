import type { OperationResult } from "../../scripts/runner/stack";
import { type Clouds, program, startClouds } from "./harness/clouds";
import { steps, succeeded, useEngine } from "./harness/stacks";

const engine = useEngine();
let clouds: Clouds;
beforeAll(async () => {
  clouds = await startClouds();
});
afterAll(() => clouds.close());

const web = (description: string, port: number, options: string) =>
  program(`
    new waldur.SecurityGroup(
      "web",
      { description: "${description}", rules: [{ protocol: "tcp", ports: ${port} }] },
      ${options},
    );`);
const named = '{ replaceOnChanges: ["description"] }';

const ops = (result: OperationResult) =>
  steps(succeeded(result)).flatMap(({ urn, op }) => (urn.endsWith("::web") ? [op] : []));

test("an argument that the option names replaces the group, others do not", async () => {
  const project = engine.project({ "index.ts": web("one", 80, named) });
  const stack = await engine.openStack({ project: project.folder, config: clouds.config });
  succeeded(await stack.up());
  const made = await clouds.waldurId("web");
  succeeded(await stack.refresh({ expectNoChanges: true }));
  succeeded(await stack.up({ expectNoChanges: true }));

  project.write({ "index.ts": web("one", 81, named) });
  expect(ops(await stack.up())).toEqual(["update"]);
  expect(await clouds.waldurId("web")).toBe(made);

  project.write({ "index.ts": web("two", 81, named) });
  expect(ops(await stack.up())).toContain("replace");
  expect(await clouds.waldurId("web")).not.toBe(made);

  // Without the option nothing changes, and a change is an update.
  project.write({ "index.ts": web("two", 81, "{}") });
  succeeded(await stack.up({ expectNoChanges: true }));
  project.write({ "index.ts": web("three", 81, "{}") });
  expect(ops(await stack.up())).toEqual(["update"]);

  project.write({ "index.ts": web("three", 82, '{ replaceOnChanges: ["*"] }') });
  expect(ops(await stack.preview())).toContain("replace");
});
