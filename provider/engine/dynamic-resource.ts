import * as pulumi from "@pulumi/pulumi";
import { hostBitsOf } from "../rules/values";
import { type Fields, readRules, type RuleReader, type PartOf, ruleParts } from "../rules/rule-map";
import { messageOf } from "../errors";
import { splitIgnoredPaths, CONTEXT, REPLACE_ON_CHANGES } from "../kit/program-context";
import {
  programContext,
  type Derive,
  derivingLast,
  mayBeTransformed,
  noteStored,
  providerMode,
} from "./program";
import { warnOfSettingInClear, secretSettings } from "./lookups";
import { FORMER_SECRETS, sealedOutputs, RULE_OUTPUTS, rulesEntry, secretNames } from "../kit/secrets";
import { type HandlerName, nativeType } from "../kit/resource-types";
import { endHostsWithEngine, requireInstallation } from "./installation";

const SECRET_SETTINGS: Readonly<Record<HandlerName, string>> = {
  waldurSecurityGroup: "waldur:token",
  waldurSecurityGroupRules: "waldur:token",
  waldurSecurityGroupAttachment: "waldur:token",
  e24cloudFirewallGroup: "e24cloud:apiSecret",
};

/**
 * The whole code that goes into state: a line that names the package's permanent entry. It never changes, so a new
 * release of the package never shows as a diff, and old state always runs the installed code.
 */
export function providerText(handler: HandlerName): string {
  return `exports.handler = () => require("pulumi-security-groups/provider").${handler};`;
}

/** What the SDK receives about a resource. */
interface Registration {
  readonly type: string;
  readonly props: pulumi.Inputs;
  readonly opts: pulumi.CustomResourceOptions;
}

/** A resource whose create, read, update and delete are in this package. */
export abstract class DynamicResource extends pulumi.CustomResource {
  protected constructor(
    type: string,
    handler: HandlerName,
    /** Which part of a rule each field reveals. */
    partOf: PartOf,
    name: string,
    props: pulumi.Inputs,
    opts: pulumi.CustomResourceOptions = {},
    /** What checks of this type also need. */
    more: pulumi.Inputs = {},
  ) {
    requireNoTimeouts(name, props);
    const given = { type, props, opts };
    const mode = providerMode();
    const registration =
      mode.kind === "native" ? native(given, mode.version) : dynamic(given, { handler, partOf }, name, more);
    super(registration.type, name, registration.props, registration.opts);
    if (mode.kind === "dynamic") showSealedOutputs(this);
  }
}

/** @throws {pulumi.RunError} where `timeouts` is an argument, which TypeScript alone would refuse, and which would do nothing */
function requireNoTimeouts(name: string, { timeouts }: pulumi.Inputs): void {
  if (timeouts === undefined) return;
  throw new pulumi.RunError(
    `"${name}": timeouts is not an argument: write { customTimeouts: { create: "20m" } } as the third parameter`,
  );
}

/** What state keeps in a secret place of its own is a secret output of its own name to the program. */
function showSealedOutputs(resource: pulumi.Resource): void {
  const former: unknown = Reflect.get(resource, FORMER_SECRETS);
  Reflect.deleteProperty(resource, FORMER_SECRETS);
  // A preview counts what state does not have as unknown, and so what is shown here.
  const stored = RULE_OUTPUTS.map((name): [string, unknown] => [name, Reflect.get(resource, name)]);
  noteStored(resource, Object.fromEntries([[FORMER_SECRETS, former], ...stored]));
  for (const name of RULE_OUTPUTS) {
    const own: unknown = Reflect.get(resource, name);
    if (!pulumi.Output.isInstance(own)) continue;
    const shown = pulumi
      .all([own, former])
      .apply(([open, secret]) => open ?? sealedOutputs({ [FORMER_SECRETS]: secret })[name]);
    Reflect.set(resource, name, shown);
  }
}

function dynamic(
  { type, props, opts }: Registration,
  { handler, partOf }: { readonly handler: HandlerName; readonly partOf: PartOf },
  name: string,
  more: pulumi.Inputs,
): Registration {
  requireInstallation();
  endHostsWithEngine();
  warnOfSettingInClear(SECRET_SETTINGS[handler]);
  if (opts.import !== undefined) throw new pulumi.RunError(importText(name, nativeType(type), opts.import));
  const ignored = ignoredPaths(name, opts);
  const context = programContext(type, name, opts);
  const transformations = [
    ...(opts.transformations ?? []),
    derivingLast(derivedInputs(handler, partOf, context.urn)),
  ];
  const additionalSecretOutputs = [...(opts.additionalSecretOutputs ?? []), FORMER_SECRETS];
  return {
    type,
    props: {
      [FORMER_SECRETS]: undefined,
      ...props,
      [CONTEXT]: { ...context, ...more, ...ignored.context },
      __provider: providerText(handler),
    },
    opts: { ...withAlias(opts, nativeType(type)), ...ignored.opts, additionalSecretOutputs, transformations },
  };
}

/** The engine cannot import a dynamic resource: it would ask a provider whose code it does not have. */
const importText = (name: string, type: string, id: string) =>
  `"${name}": a dynamic resource cannot be imported. Leave import out and set adopt: "${id}", which adopts the same ` +
  "group; SecurityGroupRules adopts the rules of its group without it. Or import it with the native plugin: " +
  `npx pulumi-security-groups plugin install, then pulumi import ${type} ${name} ${id}.`;

/** Leaves paths into rules to the check, which alone knows rules by their keys. */
function ignoredPaths(name: string, { ignoreChanges = [] }: pulumi.CustomResourceOptions) {
  try {
    const { paths, rules } = splitIgnoredPaths(ignoreChanges);
    return rules.length === 0 ? {} : { opts: { ignoreChanges: paths }, context: { ignoredRules: rules } };
  } catch (error) {
    throw new pulumi.RunError(`"${name}": ${messageOf(error)}`);
  }
}

/** What follows from arguments and options as they are registered, which the host would not hand on or cannot know. */
function derivedInputs(handler: HandlerName, partOf: PartOf, urn: pulumi.Input<string | undefined>): Derive {
  return ({ type, props, opts }) => {
    const given = { ...argumentsIn(props), ...secretSettings(handler, type, { props, opts }) };
    const secretInputs = async () => {
      // By then all that the parents register is known to the SDK.
      await urn;
      const secret = await secretInputsOf(given, partOf);
      // What a transform makes secret is not known here: then messages say as little about rules as about secret ones.
      return given["rules"] !== undefined && mayBeTransformed(opts) ? withAllOfRules(secret) : secret;
    };
    return { ...given, ...optionsFor(opts), secretInputs: secretInputs() };
  };
}

const DERIVED = ["timeouts", "secretInputs"];

const argumentsIn = (props: pulumi.Inputs): pulumi.Inputs =>
  Object.fromEntries(
    Object.entries(props).filter(([name]) => !name.startsWith("__") && !DERIVED.includes(name)),
  );

/** Options of Pulumi that the dynamic-provider host does not pass on, as inputs. */
function optionsFor({ customTimeouts = {}, replaceOnChanges = [] }: pulumi.ResourceOptions): pulumi.Inputs {
  const times = Object.entries(customTimeouts).filter(([, time]) => Boolean(time));
  return {
    timeouts: times.length === 0 ? undefined : Object.fromEntries(times),
    ...(replaceOnChanges.length === 0 ? {} : { [REPLACE_ON_CHANGES]: replaceOnChanges }),
  };
}

/** The arguments of a resource that hold secrets; undefined where there are none. */
const secretInputsOf = (props: pulumi.Inputs, partOf: PartOf): Promise<string[] | undefined> =>
  secretNames(props, { isSecret, isWhole: isPending, partOf });

async function isSecret(value: unknown): Promise<boolean> {
  if (typeof value !== "object" || value === null || pulumi.Resource.isInstance(value)) return false;
  return pulumi.isSecret(pulumi.output(value));
}

/** What the dynamic host does not pass on; the engine passes it to the plugin. */
function native({ type, props, opts }: Registration, version: string): Registration {
  return { type: nativeType(type), props, opts: { version, ...withAlias(opts, type) } };
}

/** State of the other provider mode is this resource's, under each of its former names too. */
function withAlias(opts: pulumi.CustomResourceOptions, type: string) {
  const aliases = opts.aliases ?? [];
  return { ...opts, aliases: [...aliases, { type }, ...aliases.flatMap((alias) => ofType(alias, type))] };
}

/** An alias that says nothing of the type, with a type. */
function ofType(alias: pulumi.Input<pulumi.URN | pulumi.Alias>, type: string): pulumi.Alias[] {
  const isPlain =
    typeof alias === "object" && !pulumi.Output.isInstance(alias) && !(alias instanceof Promise);
  return isPlain && !("type" in alias) ? [{ ...alias, type }] : [];
}

// The rules that a program gives.

/** What is needed of a cloud to warn about the rules of a program. */
export interface GivenRules<R extends Fields> {
  /** What messages call the resource. */
  readonly title: string;
  readonly language: RuleReader<R>;
  /** Fields of a rule that hold addresses. */
  readonly addresses: readonly string[];
}

/** @throws {pulumi.RunError} where a preset was not called: the SDK would leave it out, and the rules would not be managed */
export function requireCalled(title: string, rules: unknown): void {
  if (![rules].flat().some((one) => typeof one === "function")) return;
  throw new pulumi.RunError(
    `${title}: rules has a function, as presets are: call it and spread what it returns, ...allow.https()`,
  );
}

/** Warns of rules that are fine and yet not what they seem. */
export function warnAboutRules<R extends Fields>(rules: pulumi.Input<object>, given: GivenRules<R>): void {
  const { title } = given;
  const known = pulumi.output(rules);
  known.apply((list) => {
    void pulumi.isSecret(known).then((secret) => {
      for (const remark of remarks(list, given, secret)) void pulumi.log.warn(`${title}: ${remark}`);
    });
  });
}

const differingText = (position: number, of: number) =>
  `rules[${of}] and rules[${position}] are one rule with different descriptions, of which it gets the alphabetically first: ` +
  "leave one of them out";

function remarks<R extends Fields>(
  rules: unknown,
  { language, addresses }: GivenRules<R>,
  secret: boolean,
): string[] {
  const duplicates = readRules(rules, language).duplicates.map(({ position, of, differs }) =>
    differs ? differingText(position, of) : `rules[${position}] says what rules[${of}] says and is left out`,
  );
  if (secret) return duplicates;
  const hostBits = hostBitsOf(rules, addresses).map(
    ({ position, given, network, host }) =>
      `rules[${position}]: ${given} stands for all of ${network}: write that, or ${host} for the one host`,
  );
  return [...duplicates, ...hostBits];
}

const withAllOfRules = (secret: readonly string[] = []) =>
  [...new Set([...secret, ...ruleParts.map(rulesEntry)])].toSorted();

/**
 * Arguments in which an empty value of some fields stays one: as null, which check refuses. The SDK drops what is undefined,
 * and what an output turns out to be undefined, so that check would take it for left out, which is any.
 *
 * Each value is read separately, since one output that is not known yet must not make all the others so.
 * @param isLimit whether a field, at whatever depth, is one of them
 */
export function withEmptyLeaves(value: unknown, isLimit: (field: string) => boolean): unknown {
  const inside = (one: unknown): unknown => {
    if (isPending(one)) return pulumi.output(one).apply((known) => inside(known));
    if (isList(one)) return one.map(leaf);
    if (!isPlain(one)) return one;
    const entries = Object.entries(one).map(([name, field]: [string, unknown]) => [
      name,
      isLimit(name) ? leaf(field) : field,
    ]);
    return Object.fromEntries(entries) as unknown;
  };
  const leaf = (one: unknown): unknown =>
    isPending(one) ? pulumi.output(one).apply((known) => leaf(known)) : inside(one ?? null);
  return inside(value);
}

const isPending = (value: unknown): value is pulumi.Output<object> | Promise<object> =>
  pulumi.Output.isInstance(value) || value instanceof Promise;

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

const isPlain = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !pulumi.Resource.isInstance(value);
