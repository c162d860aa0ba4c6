import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Clouds } from "./clouds";
import { read, repository, snippets } from "./pages";

type Language = "ts" | "python" | "go" | "yaml";

const files = readdirSync(join(repository, "docs/reference")).map(
  (file) => [file.replace(".md", ""), file] as const,
);

/** The examples in four languages, of the overview and the reference: what they are about, and the page that has them. */
export const referenceExamples = [["overview", "../_index.md"] as const, ...files].flatMap(([name, file]) => {
  const page = read(`docs/reference/${file}`);
  return page.includes("<!--Start PulumiCodeChooser -->") ? [{ name, page }] : [];
});

export type ReferenceExample = (typeof referenceExamples)[number];

/** The program of an example in a language. */
export const programIn = ({ page }: ReferenceExample, language: Language) =>
  snippets(page, language)[0] ?? "";

const INSTANCE = "5a0e4f3c9d8b4c1e8f7a6b5c4d3e2f1a";

/** Makes what the examples expect to exist, and returns their programs with what it is called in the emulators. */
export async function prepareExamples({ waldur, e24cloud }: Clouds) {
  await waldur.edits.backgroundPull();
  const { uuid } = waldur.edits.createInstance({ name: "web-1" });
  return (example: ReferenceExample, language: Language) => {
    if (example.name.startsWith("e24cloud-get")) e24cloud.secondWriter.create("edge");
    const program = programIn(example, language).replaceAll(INSTANCE, uuid);
    return example.name === "waldur-get-tenant" ? program.replace("shop", "tenant-main") : program;
  };
}
