import { takenNameText as textFor } from "../../../core/pulumi/naming/taken-name";

/** What to do about a name that other groups of the tenant have. */
export const takenNameText = (groups: readonly { readonly uuid: string }[]): string =>
  textFor(
    "tenant",
    groups.map(({ uuid }) => uuid),
  );

/** Why a group cannot be replaced by one of its own name. */
export const keptNameText = (uuid: string): string =>
  `the old group (${uuid}) keeps the name, which is unique in a tenant, because the resource has deleteBeforeReplace: false ` +
  "or retainOnDelete: true: leave these options out, or give the new group another name";

/** Why a group cannot be replaced while the old one is there, where the engine has not asked which of them goes first. */
export const oldNameText = (uuid: string): string =>
  `the old group (${uuid}) still has the name, which is unique in a tenant`;

/** What to do about it. @param urn of the resource */
export const oldNameRemedy = (urn: string): string =>
  "Set the option deleteBeforeReplace: true, so that the old group goes first. Where it is not to be replaced after all, take " +
  `pulumi state taint back with pulumi state untaint "${urn}", and leave out --replace and replacementTrigger.`;
