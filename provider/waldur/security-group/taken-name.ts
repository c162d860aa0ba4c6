import { takenNameText as textFor } from "../../kit/naming/taken-name";

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
