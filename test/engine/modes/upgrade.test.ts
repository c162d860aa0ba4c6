import { join } from "node:path";
import { type Clouds, startClouds } from "../harness/clouds";
import { steps, succeeded, useEngine } from "../harness/stacks";
import { useYaml } from "../harness/yaml";
import { type ProviderMode, providerModes, type Resources, SAME_PROJECT, stackInMode } from "./provider-mode";
import { inKeptForm, kept, keptResources, keptState, versions } from "./kept-state";

useYaml();
const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const newest = versions.at(-1) ?? "";
const cases = versions.flatMap((version) => providerModes.map((mode) => [version, mode.name, mode] as const));

const openStack = (mode: ProviderMode, resources: Resources) =>
  stackInMode(mode, engine, clouds, resources, SAME_PROJECT);

test.each(cases)(
  "state of %s, %s: no changes, a refresh that finds none, and a destroy",
  async (version, _, mode) => {
    const instance = clouds.waldur.edits.createInstance({ name: "web-1", groups: [] }).uuid;
    const world = { waldur: clouds.waldur, e24cloud: clouds.e24cloud, instance };
    const resources = keptResources(version, world);
    // Makes what the state is about; the stack is then forgotten.
    const maker = await openStack(mode, resources);
    succeeded(await maker.stack.up());
    const exported = await maker.stack.command("stack", "export", "--show-secrets");
    // Where this fails, state has another form: keep the folder as it is, and add one for the version to come.
    if (version === newest) expect(inKeptForm(version, mode, world, exported)).toEqual(kept(version, mode));

    const { stack, project } = await openStack(mode, resources);
    project.write({ "kept.json": keptState(version, mode, world, exported) });
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
