import { join, resolve } from "node:path";
import ts from "typescript";

const dist = resolve(__dirname, "../../dist");
const FILE = join(__dirname, "program.ts");

/** An import of the built package, such as `imported("* as waldur", "provider/waldur")`. */
export const imported = (names: string, entry: string): string =>
  `import ${names} from ${JSON.stringify(join(dist, entry))};`;

/** A program as a compiler sees it, without `exactOptionalPropertyTypes`, which programs cannot be expected to have. */
export function compiled(lines: readonly string[]) {
  const text = lines.join("\n");
  const options = { strict: true, noEmit: true, skipLibCheck: true, module: ts.ModuleKind.Node16, types: [] };
  const host = ts.createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    name === FILE ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);
  const program = ts.createProgram([FILE], options, host);
  return { program, source: program.getSourceFile(FILE) };
}

/** The lines of a program at which the compiler complains. */
export function refusedLines(lines: readonly string[]): string[] {
  const { program } = compiled(lines);
  return ts.getPreEmitDiagnostics(program).flatMap(({ file, start = 0 }) => {
    if (file?.fileName !== FILE) return [];
    return [lines[file.getLineAndCharacterOfPosition(start).line] ?? ""];
  });
}
