import { groupsOfServer } from "../groups-of-server";
import { type Clouds, startClouds } from "./harness/clouds";
import { read, snippets } from "./harness/pages";
import { succeeded, useEngine } from "./harness/stacks";

const engine = useEngine();
let clouds: Clouds;
beforeAll(async () => {
  clouds = await startClouds();
});
afterAll(() => clouds.close());

const page = read("docs/guides/attach-to-servers.md");
const [source = ""] = snippets(page, "ts");
const [shown = "nothing"] = snippets(page, "text");

test("the program of the page says in a preview what the page shows, goes up, and leaves the server's other groups", async () => {
  const { waldur } = clouds;
  const { id: others } = waldur.edits.createGroup({ name: "others" });
  await waldur.edits.backgroundPull();
  const server = waldur.edits.createInstance({ name: "shop-1", groups: [others] });
  const project = engine.project({
    "index.ts": source,
    "Pulumi.yaml": "name: attach\nruntime: nodejs\n",
  });
  const config = { ...clouds.config, "attach:server": server.uuid };
  const stack = await engine.openStack({ project: project.folder, config });
  const preview = succeeded(await stack.preview());
  expect(preview.stdout + preview.stderr).toContain(shown.trim());
  succeeded(await stack.up());
  expect(groupsOfServer(waldur, server)).toEqual(["monitoring", "others", "web"]);
  succeeded(await stack.up({ expectNoChanges: true }));
  succeeded(await stack.destroy());
  expect(groupsOfServer(waldur, server)).toEqual(["others"]);
});
