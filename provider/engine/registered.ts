import type * as pulumi from "@pulumi/pulumi";
import * as state from "@pulumi/pulumi/runtime/state";

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
 * the resource before those of its parents; what the first of them adds to the resource's own list comes after all.
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
