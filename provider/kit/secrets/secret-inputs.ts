import { z } from "zod";

/**
 * Which inputs hold secrets: their names, and for rules the parts. The engine passes secrets in plain text, so the class
 * lists them; state has the list next to the values, which the engine keeps secret there.
 */
export const secretInputs = z.array(z.string());

/** Properties with the list of what is secret in them. */
export interface WithSecrets {
  readonly secretInputs?: unknown;
}

/** What can be secret in rules, with the fields that say it in a program or in state. */
const RULE_PARTS = {
  peers: ["cidr", "cidrs", "remoteGroup", "peer", "srcAddress", "dstAddress"],
  ports: ["ports", "fromPort", "toPort", "minPort", "maxPort", "icmpType", "icmpCode", "protocol"],
  descriptions: ["description"],
} as const;

/** The fields of a rule that say what it allows: without a value they allow more. */
export const limitFields: readonly string[] = [...RULE_PARTS.peers, ...RULE_PARTS.ports];

export type RulePart = keyof typeof RULE_PARTS;
export const ruleParts = ["peers", "ports", "descriptions"] as const satisfies readonly RulePart[];

/** The part of a rule that a field belongs to; undefined for one that reveals nothing alone. */
export function partOf(field: string): RulePart | undefined {
  return ruleParts.find((part) => RULE_PARTS[part].some((one) => one === field));
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
