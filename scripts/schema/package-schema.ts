import ts from "typescript";
import { Declarations, type Exported } from "./declarations";
import { docsOf } from "./docs";
import { type ObjectSpec, outputArgument, type PropertySpec, TypeSpecs } from "./types";

const PACKAGE = "security-groups";

/** What the schema says about the package itself. */
export interface Manifest {
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly keywords: readonly string[];
}

interface ResourceSpec extends ObjectSpec {
  readonly inputProperties: Readonly<Record<string, PropertySpec>>;
  readonly requiredInputs: readonly string[];
  readonly isComponent?: true;
  readonly aliases?: readonly { readonly type: string }[];
  /** The filters of a listing. */
  readonly listInputs?: ObjectSpec;
}

/**
 * The schema of the native plugin, made from the types of the package: classes with their arguments and outputs, lookups,
 * components and settings, and what is written above each.
 */
export function packageSchema({ version, description, license, keywords }: Manifest) {
  const declarations = new Declarations();
  const { checker, exported } = declarations;
  const specs = new TypeSpecs(PACKAGE, checker);
  const named = <Spec>(of: (one: Exported) => Spec | undefined): Record<string, Spec> =>
    Object.fromEntries(
      exported.flatMap((one) => {
        const spec = of(one);
        return spec === undefined ? [] : [[`${PACKAGE}:${one.module}:${one.name}`, spec] as const];
      }),
    );
  const resources = named((one) => resourceSpec(one, specs, checker));
  const functions = named((one) => functionSpec(one, specs, checker));
  const settings = specs.properties(declarations.settings, { module: "index", hint: "", plain: false });
  return {
    name: PACKAGE,
    displayName: "Security groups",
    version,
    description,
    keywords,
    license,
    // SDKs carry the version of the plugin that they were made of.
    meta: { moduleFormat: "(.*)", supportPack: true },
    config: { variables: settings.properties },
    types: specs.objects,
    provider: {
      description: "The settings of both clouds, for groups that are not to use those of the stack.",
      inputProperties: settings.properties,
    },
    resources: { ...resources, ...listed(resources, functions) },
    functions,
    language: {
      nodejs: { packageName: "pulumi-security-groups-native", respectSchemaVersion: true },
      python: { pyproject: { enabled: true }, respectSchemaVersion: true },
      go: {
        importBasePath: "pulumi-security-groups/sdk/go/securitygroups",
        respectSchemaVersion: true,
        // Arguments of components that take no outputs are of these types too.
        generateExtraInputTypes: true,
      },
    },
  };
}

/** The resources of which a lookup finds all: of a `SecurityGroup` it is `getSecurityGroups`. */
function listed(
  resources: Readonly<Record<string, ResourceSpec>>,
  functions: Readonly<Record<string, { readonly inputs: ObjectSpec }>>,
): Record<string, ResourceSpec> {
  const found = Object.entries(resources).flatMap(([type, spec]) => {
    const listInputs = functions[`${type.replace(/(?=[^:]+$)/, "get")}s`]?.inputs;
    return listInputs === undefined ? [] : [[type, { ...spec, listInputs }] as const];
  });
  return Object.fromEntries(found);
}

function resourceSpec(
  { module, name, symbol, declaration }: Exported,
  specs: TypeSpecs,
  checker: ts.TypeChecker,
): ResourceSpec | undefined {
  if (!ts.isClassDeclaration(declaration)) return undefined;
  const constructor = checker.getTypeOfSymbol(symbol).getConstructSignatures()[0];
  const args = constructor?.getParameters()[1];
  if (args === undefined) throw new Error(`${name} takes no arguments`);
  const isComponent = module === "index";
  const place = { module, hint: name };
  const inputs = specs.properties(checker.getNonNullableType(checker.getTypeOfSymbol(args)), {
    ...place,
    plain: isComponent,
  });
  const dynamic = dynamicType(declaration, checker);
  return {
    ...docsOf(symbol, checker),
    ...outputs(declaration, specs, checker, place),
    inputProperties: inputs.properties,
    requiredInputs: inputs.required,
    ...(isComponent ? { isComponent } : {}),
    ...(dynamic === undefined ? {} : { aliases: [{ type: dynamic }] }),
  };
}

/** The fields that a class declares as outputs. */
function outputs(
  declaration: ts.ClassDeclaration,
  specs: TypeSpecs,
  checker: ts.TypeChecker,
  place: { module: string; hint: string },
): ObjectSpec {
  const properties: Record<string, PropertySpec> = {};
  const required: string[] = [];
  for (const member of declaration.members) {
    const symbol = ts.isPropertyDeclaration(member) ? checker.getSymbolAtLocation(member.name) : undefined;
    const type = symbol && outputArgument(checker.getTypeOfSymbol(symbol), checker);
    if (symbol === undefined || type === undefined) continue;
    const { spec, isOptional } = specs.output(type, { ...place, property: symbol.name });
    properties[symbol.name] = { ...spec, ...docsOf(symbol, checker) };
    if (!isOptional) required.push(symbol.name);
  }
  return { properties, required: required.sort() };
}

/** The type of the resource in dynamic mode, from its class. */
function dynamicType(declaration: ts.ClassDeclaration, checker: ts.TypeChecker): string | undefined {
  for (const member of declaration.members) {
    if (!ts.isPropertyDeclaration(member) || member.name.getText() !== "__pulumiType") continue;
    const type = checker.getTypeAtLocation(member);
    if (type.isStringLiteral()) return type.value;
  }
  return undefined;
}

/** A lookup; those that end in `Output` are the SDK's own business. */
function functionSpec(
  { module, name, symbol, declaration }: Exported,
  specs: TypeSpecs,
  checker: ts.TypeChecker,
) {
  if (!ts.isFunctionDeclaration(declaration) || !/^get.*(?<!Output)$/.test(name)) return undefined;
  const [signature] = checker.getTypeOfSymbol(symbol).getCallSignatures();
  const args = signature?.getParameters()[0];
  const found = signature && checker.getAwaitedType(signature.getReturnType());
  if (args === undefined || found === undefined) throw new Error(`${name} is not a lookup`);
  const place = { module, plain: false };
  const given = checker.getNonNullableType(checker.getTypeOfSymbol(args));
  const listed = checker.isArrayType(found)
    ? specs.output(found, { ...place, hint: name, property: "groups" })
    : undefined;
  return {
    ...docsOf(symbol, checker),
    inputs: { type: "object" as const, ...specs.properties(given, { ...place, hint: name }) },
    outputs:
      listed === undefined
        ? { type: "object", ...specs.properties(found, { ...place, hint: name.replace(/^get/, "") }) }
        : { type: "object", properties: { groups: listed.spec }, required: ["groups"] },
  };
}
