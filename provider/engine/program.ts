import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { Autonaming, ProgramContext } from "../kit/program-context";
import { nativeType, PACKAGE } from "../kit/resource-types";

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

/** The name that a resource without one gets; undefined where that is drawn or asked for in the check. */
export function defaultName(type: string, name: string): string | undefined {
  const chosen = autonamingOf(nativeType(type));
  return chosen === undefined || ("mode" in chosen && chosen.mode === "verbatim") ? name : undefined;
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

const isSaid = (one: Naming | undefined): one is Naming =>
  one?.mode !== undefined || one?.pattern !== undefined;

/** Puts in what a pattern says of the stack. */
function withStack(pattern: string): string {
  return pattern
    .replaceAll("${organization}", pulumi.getOrganization())
    .replaceAll("${project}", pulumi.getProject())
    .replaceAll("${stack}", pulumi.getStack())
    .replace(/\$\{config\.([^}]+)\}/g, (_, key: string) => new pulumi.Config().require(key));
}
