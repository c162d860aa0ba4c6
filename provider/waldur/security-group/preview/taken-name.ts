import { takenNameText as textFor } from "../../../core/pulumi/taken-name";

/** What to do about a name that another group of the tenant has. */
export const takenNameText = (uuid: string): string => textFor("tenant", uuid);
