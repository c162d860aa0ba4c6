import { join } from "node:path";
import { type Clouds, startClouds } from "../harness/clouds";
import { steps, succeeded, useEngine } from "../harness/stacks";
import { useYaml } from "../harness/yaml";
import { type Door, doors, type Resources } from "./door";
import { inKeptForm, kept, keptResources, keptState, versions } from "./kept-state";

useYaml();
const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const newest = versions.at(-1) ?? "";
const cases = versions.flatMap((version) => doors.map((door) => [version, door.name, door] as const));

async function openStack(door: Door, resources: Resources) {
  const name = { "Pulumi.yaml": JSON.stringify({ name: "native", runtime: "nodejs" }) };
  const project = engine.project({ ...name, ...door.files(resources) });
  const { mode } = door;
  const stack = await engine.openStack({ project: project.folder, config: door.config(clouds), mode });
  return { project, stack };
}

test.each(cases)(
  "state of %s, %s: no changes, a refresh that finds none, and a destroy",
  async (version, _, door) => {
    const resources = keptResources(version, clouds);
    // Makes what the state is about; the stack is then forgotten.
    const maker = await openStack(door, resources);
    succeeded(await maker.stack.up());
    const exported = await maker.stack.command("stack", "export", "--show-secrets");
    // Where this fails, state has another form: keep the folder as it is, and add one for the version to come.
    if (version === newest) expect(inKeptForm(version, door, clouds, exported)).toEqual(kept(version, door));

    const { stack, project } = await openStack(door, resources);
    project.write({ "kept.json": keptState(version, door, clouds, exported) });
    await stack.command("stack", "import", "--file", join(project.folder, "kept.json"));
    clouds.forget();
    const ops = (result: Parameters<typeof steps>[0]) => [...new Set(steps(result).map(({ op }) => op))];
    expect(ops(succeeded(await stack.preview()))).toEqual(["same"]);
    expect(ops(succeeded(await stack.up({ refresh: true }))).sort()).toEqual(["refresh", "same"]);
    expect(clouds.writes()).toEqual([]);
    succeeded(await stack.destroy());
    expect(await clouds.waldurId("web-servers")).toBeUndefined();
  },
);
