import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Clouds, startClouds } from "./harness/clouds";
import { succeeded, useEngine } from "./harness/stacks";

const engine = useEngine();
let clouds: Clouds;
beforeAll(async () => {
  clouds = await startClouds();
});
afterAll(() => clouds.close());

const page = readFileSync(resolve(__dirname, "../../docs/attach-to-servers.md"), "utf8");
const snippet = (language: string) =>
  new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "ms").exec(page)?.[1] ?? "nothing";

test("the program of the page says in a preview what the page shows, goes up, and leaves the server's other groups", async () => {
  const { waldur } = clouds;
  const { id: others } = waldur.edits.createGroup({ name: "others" });
  await waldur.edits.backgroundPull();
  const server = waldur.edits.createInstance({ name: "shop-1", groups: [others] });
  const groupsOfServer = () => {
    const names = new Map(waldur.edits.groups().map(({ id, name }) => [id, name]));
    const ports = waldur.edits.ports().filter(({ device_id: device }) => device === server.id);
    return ports.flatMap(({ security_groups: ids }) => ids.map((id) => names.get(id))).toSorted();
  };

  const project = engine.project({
    "index.ts": snippet("ts"),
    "Pulumi.yaml": "name: attach\nruntime: nodejs\n",
  });
  const config = { ...clouds.config, "attach:server": server.uuid };
  const stack = await engine.openStack({ project: project.folder, config });
  const preview = succeeded(await stack.preview());
  expect(preview.stdout + preview.stderr).toContain(snippet("text").trim());
  succeeded(await stack.up());
  expect(groupsOfServer()).toEqual(["monitoring", "others", "web"]);
  succeeded(await stack.up({ expectNoChanges: true }));
  succeeded(await stack.destroy());
  expect(groupsOfServer()).toEqual(["others"]);
});
