import { type Clouds, startClouds } from "./harness/clouds";
import { read, snippets as snippetsOf } from "./harness/pages";
import { succeeded, useEngine } from "./harness/stacks";

const readme = read("README.md");
const snippets = (language: string) => snippetsOf(readme, language);

const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

async function stackOf(snippet: string) {
  const project = engine.project({ "index.ts": snippet, "Pulumi.yaml": "name: readme\nruntime: nodejs\n" });
  return { project, stack: await engine.openStack({ project: project.folder, config: clouds.config }) };
}

test("the README has one program", () => expect(snippets("ts")).toHaveLength(1));

/** Edits the first program, and looks for what the README shows of the preview. */
async function previewsAsShown(first: string, { project, stack }: Awaited<ReturnType<typeof stackOf>>) {
  expect(first.split("\n").filter((line) => line.trim() !== "")).toHaveLength(15);
  project.write({ "index.ts": first.replace("9100-9104", "9100-9110") });
  const preview = succeeded(await stack.preview({ diff: true }));
  const shown = (preview.stderr + preview.stdout)
    .replace(/\b[0-9a-f]{32}\b/g, "1f0c…")
    .replace(/ +(?=:)/g, "")
    .replace(/ +/g, " ");
  for (const line of (snippets("text")[0] ?? "nothing").trim().split("\n")) {
    expect(shown).toContain(line.trim().replace(/ +/g, " "));
  }
}

test("the program of the README goes up, has nothing to do the second time, is edited as shown, and destroyed", async () => {
  const [snippet = ""] = snippets("ts");
  const { project, stack } = await stackOf(snippet);
  succeeded(await stack.up());
  succeeded(await stack.up({ expectNoChanges: true }));
  await previewsAsShown(snippet, { project, stack });
  succeeded(await stack.destroy());
});

test("the commands of the README exist", () => {
  const { scripts } = JSON.parse(read("package.json")) as {
    scripts: Record<string, string>;
  };
  const named = [...readme.matchAll(/npm (?:run )?(demo|test(?::\w+)?|bench)\b/g)].map(
    ([, name]) => name ?? "",
  );
  expect(new Set(named)).toEqual(new Set(["demo"]));
  for (const name of named) expect(scripts).toHaveProperty([name]);
});
