import { join } from "node:path";
import ts from "typescript";

const root = join(__dirname, "..", "..");

/** Where the package says what it has, and the module of each in the schema. */
const ENTRIES: Readonly<Record<string, string>> = {
  "provider/waldur/index.ts": "waldur",
  "provider/e24cloud/index.ts": "e24cloud",
  "components/index.ts": "index",
};
const SETTINGS = "plugin/settings.ts";
/** Where the objects among the settings are declared. */
const SETTINGS_OF_CLOUDS = "provider/provider.ts";

/** Something that the package exports, with its place in the schema. */
export interface Exported {
  readonly module: string;
  readonly name: string;
  readonly symbol: ts.Symbol;
  readonly declaration: ts.Declaration;
}

/** The package as the TypeScript compiler sees it. */
export class Declarations {
  readonly checker: ts.TypeChecker;
  /** All exports of the entries. */
  readonly exported: readonly Exported[];
  /** All that the package can be set to. */
  readonly settings: ts.Type;

  constructor() {
    const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path)) as {
      config: { compilerOptions: object };
    };
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
    const files = [...Object.keys(ENTRIES), SETTINGS];
    const program = ts.createProgram(
      files.map((file) => join(root, file)),
      options,
    );
    this.checker = program.getTypeChecker();
    const exportsOf = (file: string) => {
      const source = program.getSourceFile(join(root, file));
      const module = source && this.checker.getSymbolAtLocation(source);
      if (module === undefined) throw new Error(`${file} is not a module`);
      return this.checker.getExportsOfModule(module);
    };
    this.exported = Object.entries(ENTRIES).flatMap(([file, module]) =>
      exportsOf(file).flatMap((symbol) => this.exportOf(module, symbol)),
    );
    const settings = exportsOf(SETTINGS).find(({ name }) => name === "PackageSettings");
    if (settings === undefined) throw new Error(`${SETTINGS} has no PackageSettings`);
    this.settings = this.checker.getDeclaredTypeOfSymbol(settings);
  }

  private exportOf(module: string, symbol: ts.Symbol): Exported[] {
    const { Alias } = ts.SymbolFlags;
    const real = symbol.flags & Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
    const [declaration] = real.declarations ?? [];
    return declaration === undefined ? [] : [{ module, name: symbol.name, symbol: real, declaration }];
  }
}

/** The module in which a type is declared, by the folder of its file; undefined for what is declared elsewhere. */
export function moduleOf(declaration: ts.Declaration | undefined): string | undefined {
  const file = declaration?.getSourceFile().fileName.replace(`${root}/`, "") ?? "";
  const [, cloud] = /^provider\/(waldur|e24cloud)\//.exec(file) ?? [];
  if (cloud !== undefined) return cloud;
  return file.startsWith("components/") || file === SETTINGS_OF_CLOUDS ? "index" : undefined;
}
