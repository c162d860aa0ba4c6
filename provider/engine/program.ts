import * as pulumi from "@pulumi/pulumi";
import * as state from "@pulumi/pulumi/runtime/state";
import { z } from "zod";
import type { Autonaming, ProgramContext } from "../kit/program-context";
import { nativeType, PACKAGE } from "../kit/resource-types";

// What the program is: its mode, stack, configuration and names.

/**
 * How the resources of this process come to the engine: as dynamic ones, whose handlers the engine's Node.js host finds
 * by a line of code in state, or as those of the native plugin, when the plugin itself makes them for a component.
 */
export type ProviderMode =
  { readonly kind: "dynamic" } | { readonly kind: "native"; readonly version: string };

let current: ProviderMode = { kind: "dynamic" };

export const providerMode = (): ProviderMode => current;

/** For the plugin, once, before it makes any resource. @param version of the plugin, which is to handle them too */
export function useNativeMode(version: string): void {
  current = { kind: "native", version };
}

/** What checks need of a resource and its program, and the engine does not pass to a dynamic provider. */
export function programContext(
  type: string,
  name: string,
  { parent, deleteBeforeReplace, retainOnDelete }: pulumi.CustomResourceOptions,
): { [Part in keyof ProgramContext]: pulumi.Input<ProgramContext[Part]> } {
  const urn = pulumi.createUrn(name, type, parent);
  return {
    // A promise and no output: an output would make the resource depend on its own parent.
    urn: new Promise<string>((resolve) => urn.apply(resolve)),
    autonaming: autonamingOf(nativeType(type)),
    ...(deleteBeforeReplace === false || retainOnDelete === true ? { keepsOld: true } : {}),
  };
}

type Naming = z.output<typeof naming>;

/** How `pulumi:autonaming` wants resources of a type to be named; undefined for the default. */
function autonamingOf(token: string): Autonaming | undefined {
  // The engine reports an invalid setting before any program runs.
  const global = setting.safeParse(new pulumi.Config("pulumi").getObject("autonaming")).data;
  const provider = global?.providers?.[PACKAGE];
  const [chosen] = [provider?.resources?.[token], provider, global].filter(isSaid);
  if (chosen?.pattern !== undefined) return { pattern: withStack(chosen.pattern) };
  return chosen?.mode === "disabled" || chosen?.mode === "verbatim" ? { mode: chosen.mode } : undefined;
}

const naming = z.object({
  mode: z.enum(["default", "verbatim", "disabled"]).optional(),
  pattern: z.string().optional(),
  /** Pulumi's own way to say that a provider may not deviate; nothing here does. */
  enforce: z.boolean().optional(),
});

const setting = naming.extend({
  providers: z
    .record(z.string(), naming.extend({ resources: z.record(z.string(), naming).optional() }))
    .optional(),
});

const isSaid = (one: Naming | undefined): one is Naming =>
  one?.mode !== undefined || one?.pattern !== undefined;

/** Puts in what a pattern says about the stack. */
function withStack(pattern: string): string {
  return pattern
    .replaceAll("${organization}", pulumi.getOrganization())
    .replaceAll("${project}", pulumi.getProject())
    .replaceAll("${stack}", pulumi.getStack())
    .replace(/\$\{config\.([^}]+)\}/g, (_, key: string) => new pulumi.Config().require(key));
}

// Transformations and transforms, which change what is registered.

/** Arguments and options as they are registered. */
export interface Registered {
  readonly type: string;
  readonly props: pulumi.Inputs;
  readonly opts: pulumi.ResourceOptions;
}

/** Inputs that follow from what is registered. */
export type Derive = (registered: Registered) => pulumi.Inputs;

/** Part of the SDK, though not of its types: the transformations of a resource, while the SDK runs them. */
interface Transformed {
  readonly __transformations: pulumi.ResourceTransformation[];
}

const isTransformed = (resource: object): resource is Transformed =>
  "__transformations" in resource && Array.isArray(resource.__transformations);

/**
 * Adds inputs that follow from a resource's arguments and options as its transformations leave them. The SDK runs those of
 * the resource before those of its parents; what the first of them adds to the resource's own list runs last.
 */
export function derivingLast(derive: Derive): pulumi.ResourceTransformation {
  return ({ resource, ...given }) => {
    const last: pulumi.ResourceTransformation = ({ resource: one, type, props, opts }) =>
      one === resource ? { props: { ...props, ...derive({ type, props, opts }) }, opts } : undefined;
    if (!isTransformed(resource)) return last({ resource, ...given });
    resource.__transformations.push(last);
    return undefined;
  };
}

/** Part of the SDK, though not of its types: where the engine calls the program back, as it does for transforms. */
interface KnowsCallbacks {
  getStore(): { readonly callbacks?: object };
}

const knowsCallbacks = (part: object): part is KnowsCallbacks => "getStore" in part;

function isCalledBack(): boolean {
  const part: object = state;
  return knowsCallbacks(part) && part.getStore().callbacks !== undefined;
}

/**
 * Whether transforms may change a resource. They run in the engine, where neither a class nor, after one of them, another
 * transform sees what has become secret. To be asked once the parents are registered.
 */
export const mayBeTransformed = ({ transforms = [] }: pulumi.ResourceOptions): boolean =>
  transforms.length > 0 || isCalledBack();

// Notes about resources of the program.

/** The resources that an argument names, by what their ids will be before they are known. */
export type References = Readonly<Record<string, readonly pulumi.Resource[]>>;

const noted = new WeakMap<pulumi.Resource, References>();

/** Notes what a resource's arguments name, which its outputs show only once ids are known. */
export const noteReferences = (resource: pulumi.Resource, references: References): unknown =>
  noted.set(resource, references);

/** What has been noted of a resource; nothing of one of another package. */
export const referencesOf = (resource: pulumi.Resource): References => noted.get(resource) ?? {};

const stored = new WeakMap<pulumi.Resource, Readonly<Record<string, unknown>>>();

/** Notes outputs as state has them, in the place of which a program sees others. */
export const noteStored = (resource: pulumi.Resource, outputs: Readonly<Record<string, unknown>>): unknown =>
  stored.set(resource, outputs);

/** An output as state has it. */
export const storedOutput = (resource: pulumi.Resource, name: string): unknown =>
  stored.get(resource)?.[name] ?? Reflect.get(resource, name);
