import { takenNameText as textFor } from "../../../core/pulumi/naming/taken-name";

/** What to do about a name that another group of the tenant has. */
export const takenNameText = (uuid: string): string => textFor("tenant", uuid);
