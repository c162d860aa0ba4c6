import { z } from "zod";
import { type RulePart, type PartOf, ruleParts } from "../../rules/rule-map";
import type { HandlerName } from "../resource-types";

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

/** The entries of the list that are about parts of the rules. */
export const secretRuleEntries = (props: WithSecrets): string[] =>
  secretsOf(props).filter((entry) => entry.startsWith("rules."));

/** Whether anything of the rules is secret. */
export const hasSecretRules = (props: WithSecrets): boolean =>
  secretsOf(props).some((entry) => /^rules\b/.test(entry));

export type RuleSecrecy = Readonly<Record<RulePart, boolean>>;

/** Which parts of the rules must stay out of messages. */
export function ruleSecrecy(...props: readonly WithSecrets[]): RuleSecrecy {
  const secrets = secretsOf(...props);
  const isSecret = (part: RulePart) => secrets.includes(rulesEntry(part));
  return { peers: isSecret("peers"), ports: isSecret("ports"), descriptions: isSecret("descriptions") };
}

/** How to recognize secrets in a form of values. */
export interface Secrecy {
  /** Whether there is a secret anywhere in the value. */
  readonly isSecret: (value: unknown) => boolean | Promise<boolean>;
  /** Whether it is unknown which part of the value is secret. */
  readonly isWhole: (value: unknown) => boolean;
  /** What of a rule its fields reveal. */
  readonly partOf: PartOf;
}

/** The inputs of a resource that hold secrets, for checks and messages; undefined where there are none. */
export async function secretNames(
  { rules, ...others }: Readonly<Record<string, unknown>>,
  secrecy: Secrecy,
): Promise<string[] | undefined> {
  const secret = await Promise.all(
    Object.entries(others).map(async ([name, value]) => ((await secrecy.isSecret(value)) ? [name] : [])),
  );
  const parts = await secretRuleParts(rules, secrecy);
  const found = [...secret.flat(), ...parts.map(rulesEntry)];
  return found.length === 0 ? undefined : found.toSorted();
}

async function secretRuleParts(rules: unknown, secrecy: Secrecy): Promise<RulePart[]> {
  if (!Array.isArray(rules)) return (await secrecy.isSecret(rules)) ? [...ruleParts] : [];
  const found = await Promise.all(rules.map((rule: unknown) => partsOfRule(rule, secrecy)));
  return [...new Set(found.flat())];
}

/** What is secret in one rule; all of it if that is unknown. */
async function partsOfRule(rule: unknown, { isSecret, isWhole, partOf }: Secrecy): Promise<RulePart[]> {
  if (typeof rule !== "object" || rule === null || isWhole(rule)) {
    return (await isSecret(rule)) ? [...ruleParts] : [];
  }
  const parts = Object.entries(rule).map(async ([field, value]: [string, unknown]) => {
    if (!(await isSecret(value))) return [];
    const part = partOf(field);
    return part === undefined || part === "plain" ? [...ruleParts] : [part];
  });
  return (await Promise.all(parts)).flat();
}

/**
 * How Pulumi marks a secret, on the wire and in state: an object that has `SECRET` under `SIGNATURE` (Pulumi SDK,
 * `runtime.rpc.specialSecretSig` and `specialSigKey`).
 */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Inputs that are taken from the settings where a program does not give them. */
export const copiedSettings: Readonly<Record<HandlerName, Readonly<Record<string, string>>>> = {
  waldurSecurityGroup: { apiUrl: "waldur:apiUrl", tenant: "waldur:tenant" },
  // The tenant is not one of their inputs; listed as secret, it keeps the output of that name out of state.
  waldurSecurityGroupRules: { apiUrl: "waldur:apiUrl", tenant: "waldur:tenant" },
  waldurSecurityGroupAttachment: { apiUrl: "waldur:apiUrl", tenant: "waldur:tenant" },
  e24cloudFirewallGroup: { endpoint: "e24cloud:endpoint" },
};
