import type { GroupView } from "../../group-table";
import type { Rule, RuleValues } from "../../model";
import { takesNumbers, type WaldurSwitches } from "../../switches";
import { ValidationError } from "../errors";
import { attempt, choice, integer, nullable, readFields, requireObject, text } from "../list/fields";
import type { Field } from "../list/fields";
import { groupLink } from "../render/hyperlink";
import { pythonText, pythonType } from "../python";
import { checkRule } from "./rule-checks";

/** A rule to be: the row it takes the place of, or none yet. */
export interface RuleDraft {
  readonly existing?: Rule;
  readonly values: RuleValues;
}

export interface RuleContext {
  readonly groups: GroupView;
  readonly settings: WaldurSwitches;
  /** The rules that ids may name; none in a new group. */
  readonly existing?: ReadonlyMap<number, Rule>;
}

const defaults: RuleValues = {
  ethertype: "IPv4",
  direction: "ingress",
  protocol: "",
  from_port: null,
  to_port: null,
  cidr: null,
  remote_group: null,
  description: "",
};

/**
 * Reads the list of rules of a request.
 * @throws ValidationError with a list as long as that of the rules, where good ones are `{}`
 */
export function readRules(body: unknown, context: RuleContext): RuleDraft[] {
  if (!Array.isArray(body))
    throw new ValidationError({
      non_field_errors: [`Expected a list of items but got type "${pythonType(body)}".`],
    });
  const read = body.map((item: unknown) => attempt(() => readRule(item, context)));
  if (read.some((result) => "detail" in result))
    throw new ValidationError(read.map((result) => ("detail" in result ? result.detail : {})));
  const drafts = read.flatMap((result) => ("value" in result ? [result.value] : []));
  const lastOf = new Map(drafts.map(({ existing }, index) => [existing?.id, index]));
  return drafts.filter(({ existing }, index) => !existing || index === lastOf.get(existing.id));
}

/** @throws ValidationError; two rules may differ by more than their description only */
export function requireDistinct(drafts: readonly RuleDraft[]): void {
  const keys = drafts.map(({ values }) => JSON.stringify({ ...values, description: "" }));
  if (new Set(keys).size < keys.length)
    throw new ValidationError(["Duplicate security group rules are not allowed."]);
}

function readRule(item: unknown, context: RuleContext): RuleDraft {
  if (item === null) throw new ValidationError(["This field may not be null."]);
  const body = requireObject(item);
  const existing = "id" in body ? findExisting(body["id"], context) : undefined;
  const { release } = context.settings;
  const sent = readFields<RuleValues>(body, fields(context));
  const reset = release === "2026" ? { ethertype: defaults.ethertype, direction: defaults.direction } : {};
  const values = { ...defaults, ...existing?.values, ...(existing && reset), ...sent };
  checkRule(values, context.settings);
  return { values, ...(existing && { existing }) };
}

/** The rule that an id names. Waldur fails with a server error on an id that is not a number. */
function findExisting(id: unknown, { existing }: RuleContext): Rule {
  if (existing === undefined)
    throw new ValidationError([`Cannot add existed rule with id ${pythonText(id)} to new security group`]);
  if (id !== null && !Number.isInteger(Number(id))) throw new TypeError("rule id is not a number");
  const rule = id === null ? undefined : existing.get(Number(id));
  if (!rule)
    throw new ValidationError({ id: `Security group does not have rule with id ${pythonText(id)}.` });
  return rule;
}

function fields({ groups, settings }: RuleContext): {
  readonly [K in keyof RuleValues]: Field<RuleValues[K]>;
} {
  return {
    ethertype: choice(["IPv4", "IPv6"]),
    direction: choice(["ingress", "egress"]),
    protocol: takesNumbers(settings) ? protocolOrNumber : choice(["tcp", "udp", "icmp", ""]),
    from_port: nullable(integer({ max: 65535 })),
    to_port: nullable(integer({ max: 65535 })),
    cidr: nullable(text({ max: 255, blank: true })),
    remote_group: (value) => (value === null || value === "" ? null : groupLink(groups)(value)),
    description: text({ max: 2000, blank: true }),
  };
}

const protocolOrNumber: Field<string> = (value) => {
  const protocol = text({ max: 40, blank: true })(value);
  const isNumber = /^\d+$/.test(protocol) && Number(protocol) <= 255;
  if (isNumber || ["tcp", "udp", "icmp", ""].includes(protocol)) return protocol;
  throw new ValidationError([
    'Protocol must be one of "tcp", "udp", "icmp", empty (any) or an IANA protocol number between 0 and 255, ' +
      `got '${protocol}'.`,
  ]);
};
