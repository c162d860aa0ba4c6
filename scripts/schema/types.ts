import ts from "typescript";
import { moduleOf } from "./declarations";
import { docsOf } from "./docs";

/** A type in Pulumi's schema. */
export interface TypeSpec {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: TypeSpec;
  readonly additionalProperties?: TypeSpec;
  readonly oneOf?: readonly TypeSpec[];
  readonly plain?: true;
}

export interface PropertySpec extends TypeSpec {
  readonly description?: string;
  readonly deprecationMessage?: string;
  readonly secret?: true;
}

export interface ObjectSpec {
  readonly description?: string;
  readonly type?: "object";
  readonly properties: Readonly<Record<string, PropertySpec>>;
  readonly required: readonly string[];
}

const ANY: TypeSpec = { $ref: "pulumi.json#/Any" };

/** Numbers that need not be whole: all others are ports, codes and counts. */
const FRACTIONS = ["requestTimeout", "pollInterval"];
const SECRETS = ["token", "apiSecret"];

/** Where a type is: in which module, and what it is called where it has no name of its own. */
interface Place {
  readonly module: string;
  readonly hint: string;
  /** The property that is of that type. */
  readonly property: string;
  /** Whether properties say that they take no outputs, as those of components and functions do. */
  readonly plain: boolean;
}

/** Puts types of TypeScript into Pulumi's schema, and keeps the objects among them. */
export class TypeSpecs {
  readonly objects: Record<string, ObjectSpec> = {};

  private readonly named = new Map<string, ts.Type>();

  constructor(
    private readonly packageName: string,
    private readonly checker: ts.TypeChecker,
  ) {}

  /** The properties of an object. Of a union each may be left out that not all members have. */
  properties(type: ts.Type, place: Omit<Place, "property">): ObjectSpec {
    const members = membersOf(type);
    const all = members.map((member) => this.checker.getPropertiesOfType(member));
    const names = [...new Set(all.flat().map(({ name }) => name))].filter((name) => !name.startsWith("__"));
    const properties: Record<string, PropertySpec> = {};
    const required: string[] = [];
    for (const name of names) {
      const symbols = all.flatMap((symbols) => symbols.find((symbol) => symbol.name === name) ?? []);
      // Of fields that exclude each other, each may be left out only where another one is given.
      const symbol = symbols.find((one) => this.typesOf(one).length > 0);
      if (symbol === undefined) continue;
      const own = this.checker.getTypeOfSymbol(symbol);
      const spec = this.property(own, { ...place, hint: place.hint + capital(name), property: name });
      if (spec === undefined) continue;
      properties[name] = {
        ...spec,
        ...docsOf(symbol, this.checker, this.wordsOf(own)),
        ...(SECRETS.includes(name) ? { secret: true } : {}),
      };
      const everywhere = symbols.length === members.length;
      if (everywhere && symbols.every((one) => !this.isOptional(one))) required.push(name);
    }
    return { properties, required: required.sort() };
  }

  /** What an output can be, and whether it may be missing. */
  output(type: ts.Type, place: Omit<Place, "plain">): { spec: PropertySpec; isOptional: boolean } {
    const spec = this.property(type, { ...place, hint: place.hint + capital(place.property), plain: false });
    return { spec: spec ?? ANY, isOptional: unlifted(type, this.checker).optional };
  }

  /** Undefined for what can only be left out. */
  private property(type: ts.Type, place: Place): PropertySpec | undefined {
    const { types, lifted } = unlifted(type, this.checker);
    if (types.length === 0) return undefined;
    const spec = this.oneOf(types, place);
    return place.plain && !lifted && spec.oneOf === undefined && !isAny(spec)
      ? { ...spec, plain: true }
      : spec;
  }

  private oneOf(types: readonly ts.Type[], place: Place): TypeSpec {
    // A program writes a list of rules; the map in the union is what lookups return.
    const hasList = types.some((type) => this.checker.isArrayType(type));
    const written = types.filter((type) => !hasList || this.valuesOf(type) === undefined);
    const specs = written.map((type) => this.spec(type, place));
    const [only, ...others] = new Map(specs.map((spec) => [JSON.stringify(spec), spec])).values();
    if (only === undefined) return ANY;
    return others.length === 0 ? only : { oneOf: [only, ...others] };
  }

  private spec(type: ts.Type, place: Place): TypeSpec {
    const { flags } = type;
    if (flags & ts.TypeFlags.BooleanLike) return { type: "boolean" };
    if (flags & ts.TypeFlags.StringLike || isText(type)) return { type: "string" };
    if (flags & ts.TypeFlags.NumberLike) {
      return { type: FRACTIONS.includes(place.property) ? "number" : "integer" };
    }
    if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return ANY;
    if (this.checker.isArrayType(type)) {
      const [item] = this.checker.getTypeArguments(type as ts.TypeReference);
      return { type: "array", items: this.inner(item, { ...place, hint: singular(place.hint) }) };
    }
    const values = this.valuesOf(type);
    if (values !== undefined) {
      const hint = place.property === "rules" ? STORED_RULE : singular(place.hint);
      return { type: "object", additionalProperties: this.inner(values, { ...place, hint }) };
    }
    if (this.isResource(type)) return { type: "string" };
    return this.object(type, place);
  }

  /** What a map holds; undefined for what is not a map. */
  private valuesOf(type: ts.Type): ts.Type | undefined {
    return this.checker.getIndexInfoOfType(type, ts.IndexKind.String)?.type;
  }

  private inner(type: ts.Type | undefined, place: Place): TypeSpec {
    const spec = type && this.property(type, place);
    return spec ?? ANY;
  }

  private object(type: ts.Type, place: Place): TypeSpec {
    const symbol = type.aliasSymbol ?? type.getSymbol();
    const own =
      symbol !== undefined && /^[A-Z]\w*$/.test(symbol.name) ? moduleOf(symbol.declarations?.[0]) : undefined;
    const module = own ?? place.module;
    const name = own === undefined || symbol === undefined ? place.hint : schemaName(symbol.name);
    const token = `${this.packageName}:${module}:${name}`;
    const taken = this.named.get(token) ?? type;
    if (taken !== type)
      throw new Error(`two types are called ${token} in the schema: ${this.checker.typeToString(type)}`);
    this.named.set(token, type);
    if (this.objects[token] === undefined) {
      // Kept before its properties are, which may name it.
      this.objects[token] = { properties: {}, required: [] };
      const docs = symbol === undefined ? {} : docsOf(symbol, this.checker);
      this.objects[token] = {
        ...docs,
        type: "object",
        ...this.properties(type, { ...place, module, hint: name }),
      };
    }
    return { $ref: `#/types/${token}` };
  }

  private isResource(type: ts.Type): boolean {
    const bases = type.isClassOrInterface() ? this.checker.getBaseTypes(type) : [];
    return bases.some((base) => base.getSymbol()?.name === "CustomResource" || this.isResource(base));
  }

  /** The values that a string must be one of; none if it can be any. */
  private wordsOf(type: ts.Type): string[] {
    const { types } = unlifted(type, this.checker);
    const words = types.flatMap((member) => (member.isStringLiteral() ? [member.value] : []));
    return words.length === types.length ? words : [];
  }

  private typesOf(symbol: ts.Symbol): ts.Type[] {
    return unlifted(this.checker.getTypeOfSymbol(symbol), this.checker).types;
  }

  private isOptional(symbol: ts.Symbol): boolean {
    const { types, optional } = unlifted(this.checker.getTypeOfSymbol(symbol), this.checker);
    return Boolean(symbol.flags & ts.SymbolFlags.Optional) || optional || types.length === 0;
  }
}

/** What state has of a rule besides its key. */
const STORED_RULE = "StoredRule";

const isAny = ({ $ref }: TypeSpec) => $ref === ANY.$ref;

const schemaName = (name: string) => name.replace(/Args$/, "");

/** A string with proposed values: `string & Record<never, never>`. */
const isText = (type: ts.Type) =>
  type.isIntersection() && type.types.some(({ flags }) => flags & ts.TypeFlags.StringLike);

const membersOf = (type: ts.Type): readonly ts.Type[] => (type.isUnion() ? type.types : [type]);

/** The argument of `Output<T>`, which the compiler has as a union where `T` is one; undefined for any other type. */
export function outputArgument(type: ts.Type, checker: ts.TypeChecker): ts.Type | undefined {
  const parts = membersOf(type).flatMap((member) => (member.isIntersection() ? member.types : [member]));
  const instance = parts.find((part) => part.getSymbol()?.name === "OutputInstance");
  return instance && checker.getTypeArguments(instance as ts.TypeReference)[0];
}

/**
 * What a property can be besides an output, a promise and nothing; `lifted` where outputs are taken too. Where a
 * program may give an output of an object, it may give the object, and what else there is comes from lookups.
 */
function unlifted(
  type: ts.Type,
  checker: ts.TypeChecker,
): { types: ts.Type[]; lifted: boolean; optional: boolean } {
  const { Undefined, Null, Void, Never } = ts.TypeFlags;
  const all = membersOf(type);
  const present = all.filter(({ flags }) => !(flags & (Undefined | Null | Void | Never)));
  const argument = outputArgument(type, checker);
  const types = isNamedObject(argument) ? [argument] : present.filter((member) => !isLift(member));
  return { types, lifted: present.some(isLift), optional: present.length < all.length };
}

/** An interface, or a union of objects that has a name. */
const isNamedObject = (type: ts.Type | undefined): type is ts.Type =>
  type?.isClassOrInterface() === true ||
  (type?.isUnion() === true &&
    type.aliasSymbol !== undefined &&
    type.types.every((member) => member.isIntersection() && !isLift(member) && !isText(member)));

const isLift = (type: ts.Type): boolean =>
  (type.isIntersection() ? type.types : [type]).some((part) =>
    ["OutputInstance", "Promise"].includes(part.getSymbol()?.name ?? ""),
  );

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
const singular = (name: string) => name.replace(/s$/, "");
