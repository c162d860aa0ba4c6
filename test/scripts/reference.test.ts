import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { services } from "../../provider/net/services";
import { snippets } from "../engine/harness/pages";

const root = resolve(__dirname, "../..");
const folder = join(root, "docs/reference");

test("the generated pages are up to date: npm run docs:reference writes them", () => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "scripts/pages/main.ts", "--check"],
    { cwd: root, encoding: "utf8" },
  );
  expect(stderr + stdout).toBe("up to date\n");
});

test("each page of a resource, component and function has its example in four languages", () => {
  const examples = readdirSync(join(root, "scripts/pages/examples")).filter((file) => file.endsWith(".yaml"));
  expect(examples.length).toBeGreaterThan(12);
  for (const file of examples) {
    const name = file.replace(/^index\./, "").replace(/\.yaml$/, "");
    const page = name
      .replace(".", "-")
      .replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`)
      .toLowerCase();
    const path = join(folder, `${page}.md`);
    expect(existsSync(path) ? "" : path).toBe("");
    const text = readFileSync(path, "utf8");
    for (const language of ["ts", "python", "go", "yaml"]) expect(snippets(text, language)).toHaveLength(1);
  }
});

test("the page of presets has each service with its ports", () => {
  const page = readFileSync(join(folder, "presets.md"), "utf8");
  for (const name of Object.keys(services)) expect(page).toContain(`| \`allow.${name}\``);
  expect(page).toMatch(/`allow.nodeExporter` +\| tcp 9100 /);
});

test("the example of the overview is that of the reference, which runs in each language", () => {
  const chooser = /<!--Start PulumiCodeChooser -->[^]*<!--End PulumiCodeChooser -->/;
  const [example] = chooser.exec(readFileSync(join(folder, "waldur-security-group.md"), "utf8")) ?? [];
  expect(readFileSync(join(root, "docs/_index.md"), "utf8")).toContain(example);
});
