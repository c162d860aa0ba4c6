import { readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import ts from "typescript";

/** What editors show of arguments, read from the types that users compile with. */

const repository = resolve(__dirname, "../..");
const dist = join(repository, "dist");
const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
  exports: Record<string, string>;
};
const entries = [".", "./waldur", "./e24cloud", "./components", "./testing", "./intents"].map((entry) =>
  join(repository, manifest.exports[entry]?.replace(/\.js$/, ".d.ts") ?? ""),
);
const program = ts.createProgram(entries, { module: ts.ModuleKind.Node16, types: [], skipLibCheck: true });
const checker = program.getTypeChecker();

interface Property {
  /** `waldur SecurityGroupArgs.tenant` */
  readonly name: string;
  readonly comment: string;
  readonly isOptional: boolean;
  /** Whether it, or the type that it belongs to, says what holds where it is left out. */
  readonly hasDefault: boolean;
}

const isOurs = (declaration: ts.Declaration) => declaration.getSourceFile().fileName.startsWith(dist);
/** The part of the package that a declaration is in: `waldur`, `components`. */
const partOf = (declaration: ts.Declaration) => {
  const [top = "", second = ""] = relative(dist, declaration.getSourceFile().fileName).split("/");
  return ["waldur", "e24cloud", "engine"].includes(second) ? second : top;
};
const hasDefault = (symbol: ts.Symbol) => symbol.getJsDocTags(checker).some(({ name }) => name === "default");

/** The properties of all objects that can be given to what a package exports, whatever outputs, lists or maps they are in. */
function properties(): Property[] {
  const found = new Map<string, Property>();
  const seen = new Set<ts.Type>();
  const walk = (type: ts.Type): void => {
    if (seen.has(type)) return;
    seen.add(type);
    if (type.isUnionOrIntersection()) return type.types.forEach(walk);
    const symbol = type.aliasSymbol ?? type.getSymbol();
    const inner = [
      ...checker.getTypeArguments(type as ts.TypeReference),
      ...checker.getIndexInfosOfType(type).map((index) => index.type),
    ];
    inner.forEach(walk);
    if (type.isClass() || symbol?.declarations?.some(isOurs) !== true) return;
    for (const property of checker.getPropertiesOfType(type)) {
      const [declaration] = property.declarations ?? [];
      if (declaration === undefined || !ts.isPropertySignature(declaration)) continue;
      if (!isOurs(declaration)) continue;
      const { parent } = declaration;
      const owner = ts.isInterfaceDeclaration(parent) ? checker.getSymbolAtLocation(parent.name) : undefined;
      walk(checker.getTypeOfSymbol(property));
      if (owner === undefined || !/(Args|Ends|Options|Filters|Query)$/.test(owner.name)) continue;
      const name = `${partOf(declaration)} ${owner.name}.${property.name}`;
      found.set(name, {
        name,
        comment: ts.displayPartsToString(property.getDocumentationComment(checker)),
        isOptional: (property.flags & ts.SymbolFlags.Optional) !== 0,
        hasDefault: hasDefault(property) || hasDefault(owner),
      });
    }
  };
  for (const entry of entries) {
    const source = program.getSourceFile(entry);
    const module = source && checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${entry} exports nothing`);
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const type = checker.getTypeOfSymbol(symbol);
      const signatures = [...type.getConstructSignatures(), ...type.getCallSignatures()];
      const functions = checker
        .getPropertiesOfType(type)
        .flatMap((one) => checker.getTypeOfSymbol(one).getCallSignatures());
      for (const signature of [...signatures, ...functions]) {
        for (const parameter of signature.getParameters()) walk(checker.getTypeOfSymbol(parameter));
      }
    }
  }
  return [...found.values()];
}

const all = properties();
const names = (found: readonly Property[]) => found.map(({ name }) => name);

test("the arguments of resources, providers, components, lookups, presets and matchers are checked", () => {
  expect(names(all)).toEqual(
    expect.arrayContaining([
      "waldur SecurityGroupArgs.rules",
      "waldur OtherSideArgs.remoteGroup",
      "waldur OwnSideArgs.protocol",
      "waldur SecurityGroupRulesArgs.onDestroy",
      "waldur AllowArgs.description",
      "waldur SecurityGroupFilters.nameExact",
      "e24cloud FirewallGroupArgs.active",
      "e24cloud RuleArgs.srcAddress",
      "e24cloud ReachableArgs.ports",
      "provider WaldurArgs.token",
      "provider Ends.from",
      "engine LookupOptions.parent",
      "components BastionArgs.fromCidrs",
      "components IngressArgs.fromAnywhere",
      "components TierArgs.renamedFrom",
      "testing TrafficQuery.service",
    ]),
  );
});

test("each has a comment", () => {
  expect(names(all.filter(({ comment }) => comment.trim() === ""))).toEqual([]);
});

test("each that can be left out says what holds then", () => {
  expect(names(all.filter(({ isOptional, hasDefault }) => isOptional && !hasDefault))).toEqual([]);
});

test("each number of seconds has its unit", () => {
  const times = all.filter(({ name }) => /(Timeout|Interval)$/.test(name));
  expect(times.length).toBeGreaterThan(0);
  expect(names(times.filter(({ comment }) => !/seconds/i.test(comment)))).toEqual([]);
});
