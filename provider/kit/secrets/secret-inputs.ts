import { z } from "zod";
import { type RulePart } from "../../rules/codec";

/**
 * Which inputs hold secrets: their names, and for rules the parts. The engine passes secrets in plain text, so the class
 * lists them; state has the list next to the values, which the engine keeps secret there.
 */
export const secretInputs = z.array(z.string());

/** Properties with the list of what is secret in them. */
export interface WithSecrets {
  readonly secretInputs?: unknown;
}

/** How the list names a part of the rules. */
export const rulesEntry = (part: RulePart) => `rules.${part}`;

/** The inputs that are secret in any of some properties. */
export function secretsOf(...props: readonly WithSecrets[]): string[] {
  const lists = props.map(({ secretInputs: list }) => secretInputs.safeParse(list).data ?? []);
  return [...new Set(lists.flat())].toSorted();
}

export type RuleSecrecy = Readonly<Record<RulePart, boolean>>;

/** Which parts of the rules must stay out of messages. */
export function ruleSecrecy(...props: readonly WithSecrets[]): RuleSecrecy {
  const secrets = secretsOf(...props);
  const isSecret = (part: RulePart) => secrets.includes(rulesEntry(part));
  return { peers: isSecret("peers"), ports: isSecret("ports"), descriptions: isSecret("descriptions") };
}
