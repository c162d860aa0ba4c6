import type { Claimant } from "../../run/claims";
import { logicalName, type ProgramContext } from "../program/program-context";

/** A resource as it claims something. @param type what messages call its class */
export const claimantOf = (program: ProgramContext, type: string, name: unknown): Claimant => ({
  urn: program.urn ?? `${type} ${String(name)}`,
  title: `${type} "${logicalName(program) ?? String(name)}"`,
});
