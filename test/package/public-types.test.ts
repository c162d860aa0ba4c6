import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";

const repository = resolve(__dirname, "../..");
const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
  exports: Record<string, string>;
};
const entries = Object.values(manifest.exports)
  .filter((path) => path.endsWith(".js"))
  .map((path) => join(repository, path.replace(/\.js$/, ".d.ts")));

/** The declarations that a compiler reads for all entries. */
const declarations = () =>
  ts
    .createProgram(entries, { module: ts.ModuleKind.Node16, types: [], noLib: true })
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(join(repository, "dist")));

test("the types of the entries name no package but Pulumi's SDKs", () => {
  const files = declarations();
  expect(files.map(({ fileName }) => fileName)).toEqual(expect.arrayContaining(entries));
  const imports = files.flatMap(({ fileName, text }) =>
    ts.preProcessFile(text).importedFiles.map(({ fileName: name }) => ({ fileName, name })),
  );
  const foreign = imports.filter(({ name }) => !/^(\.|node:|@pulumi\/(pulumi|policy)(\/|$))/.test(name));
  expect(foreign).toEqual([]);
  // Only newer libraries than Pulumi's templates compile with have this name.
  expect(files.filter(({ text }) => text.includes("ErrorOptions"))).toEqual([]);
});
