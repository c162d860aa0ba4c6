import type * as pulumi from "@pulumi/pulumi";

/** The resources that an argument names, by what their ids will be before they are known. */
export type References = Readonly<Record<string, readonly pulumi.Resource[]>>;

const noted = new WeakMap<pulumi.Resource, References>();

/** Notes what a resource's arguments name, which its outputs show only once ids are known. */
export const noteReferences = (resource: pulumi.Resource, references: References): unknown =>
  noted.set(resource, references);

/** What has been noted of a resource; nothing of one of another package. */
export const referencesOf = (resource: pulumi.Resource): References => noted.get(resource) ?? {};
