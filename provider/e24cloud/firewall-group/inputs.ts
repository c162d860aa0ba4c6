import { z } from "zod";
import { isAnywhere, parseCidr, parsePorts, portsText } from "../../net/ranges";
import {
  oneOf,
  text,
  checkedRulesField,
  flag,
  foreignRules,
  rulesField,
  readLeniently,
  readStored,
} from "../../kit/fields";
import { covers, type TrafficSet, haveCommon } from "../../traffic/set";
import { ANY_ADDRESS, codec } from "../rule/fields";
import type { Rule } from "../rule/args";
import { ruleTraffic } from "../rule/traffic";
import type { Props, DiffResult } from "../../kit/handlers";
import { rulesOutside } from "../../rules/foreign-rules";
import { type RuleMap, storedRules, isUnknown } from "../../rules/rule-map";
import { defaultRules } from "./plan";
import type { ResourceNames } from "../../kit/operation";
import { secretInputs } from "../../kit/secrets";
import { timeouts, httpAddress } from "../../kit/settings";
import { ruleReader } from "../rule/parse";
import { quoted } from "../../text/printable";
import { isDeepStrictEqual } from "node:util";
import { SecurityGroupsError } from "../../errors";
import { AuthenticationError } from "../../http/errors";
import { type E24cloudWork, e24cloudSession } from "../api/session";
import type { Owner } from "../api/group";

const ports = z.unknown().transform((value, context) => {
  const range = parsePorts(value);
  if (!("problem" in range)) return portsText(range);
  context.addIssue(value === undefined ? 'is missing: write 443 or "9100-9104"' : range.problem);
  return z.NEVER;
});

const network = text.transform((address, context) => {
  if (isAnywhere(address)) return ANY_ADDRESS;
  const cidr = parseCidr(address, { bareHost: "plain" });
  if (!("problem" in cidr)) return cidr.text;
  context.addIssue(cidr.message);
  return z.NEVER;
});

/** Something that has to stay reachable from outside, whatever happens to the rules. */
export const reachable = z.object(
  {
    protocol: z.preprocess(
      (word) => (typeof word === "string" ? word.toLowerCase() : word),
      oneOf("tcp", "udp").default("tcp"),
    ),
    ports,
    /** Networks; left out: anywhere, which is every IPv4 address, since e24cloud documents no others. */
    from: z
      .preprocess(
        (one) => (typeof one === "string" ? [one] : one),
        z
          .array(network, { error: "must be a network, or an array of networks" })
          .min(1, 'is an empty list, which guards nothing: name networks, or write "anywhere"'),
      )
      .optional(),
  },
  { error: "must be { ports, from }" },
);
export type Reachable = z.output<typeof reachable>;

/** Which entries of `keepReachable` the rules do not let in, in words. */
export function unreachableTexts(allowed: TrafficSet, keep: readonly Reachable[]): string[] {
  return keep.flatMap(({ protocol, ports: range, from = [ANY_ADDRESS] }) =>
    from
      .filter((source) => !covers(allowed, ruleTraffic(asRule(protocol, range, source))))
      .map((source) => `${protocol} ${range} from ${source === ANY_ADDRESS ? "anywhere" : source}`),
  );
}

function asRule(protocol: Reachable["protocol"], text: string, srcAddress: string): Rule {
  const range = parsePorts(text);
  if ("problem" in range) throw new RangeError(range.problem);
  return {
    direction: "IN",
    protocol: protocol === "tcp" ? "TCP" : "UDP",
    srcAddress,
    minPort: range.from,
    maxPort: range.to,
  };
}

/**
 * Checked inputs with `defaultRules`. A program that does not say gets "remove", except where state is of a version that
 * kept the default rules and did not write that down: there the field stays out and counts as "keep", so that nothing
 * closes by an upgrade.
 */
export function withDefaultPolicy(olds: Props, inputs: Props): Props {
  if (inputs["defaultRules"] !== undefined || countsAsKeep(olds)) return inputs;
  return { ...inputs, defaultRules: "remove" };
}

/** Whether state is of before the default was "remove". */
const countsAsKeep = (olds: Props) => Object.keys(olds).length > 0 && olds["defaultRules"] === undefined;

/** What a change of such a group says. */
export const COUNTS_AS_KEEP =
  'e24cloud\'s default rules stay, since defaultRules is not set and was "keep" when the group was made: write "keep" or "remove"';

/** Whether that is to be reported about a group. */
export const isKeptByAge = (olds: Props, inputs: Props): boolean =>
  inputs["rules"] !== undefined && inputs["defaultRules"] === undefined && countsAsKeep(olds);

/** What is reported about default rules that a server may add, and that stay then; undefined where there are none. */
export function comingDefaultsText(rules: RuleMap<Rule>): string | undefined {
  const keys = Object.keys(rules);
  return keys.length === 0 ? undefined : `e24cloud's default rules may come, and stay: ${keys.join(", ")}`;
}

/**
 * Which default rules a new group loses, and which of them allow what no rule of the program allows a part of; undefined where
 * none goes.
 */
export function leavingDefaultsText(rules: RuleMap<Rule>): string | undefined {
  const leaving = Object.entries(rulesOutside(defaultRules, rules));
  if (leaving.length === 0) return undefined;
  const allowed = Object.values(rules).flatMap(ruleTraffic);
  const closed = leaving.filter(([, rule]) => !haveCommon(allowed, ruleTraffic(rule)));
  const list = (some: typeof leaving) => some.map(([key]) => key).join(", ");
  const what = closed.length === leaving.length ? "them" : list(closed);
  const nothing = closed.length === 0 ? "" : `; no other rule allows ${what}`;
  return `e24cloud's default rules are removed: ${list(leaving)}${nothing}`;
}

/** What messages call the resource. */
export const KIND = "firewall group";
export const NAMES: ResourceNames = { kind: KIND, type: "FirewallGroup" };

/** Ids are UUID-shaped but not always UUIDs by the standard. */
const id = z
  .guid({
    error: ({ input }) =>
      `${quoted(input)} is not an id: an id looks like 24e12e20-0851-5354-e2c3-04b16c4c9c45`,
  })
  .toLowerCase();

/** A set: sorted, each once. */
const ids = z
  .array(id, { error: "must be an array of ids" })
  .transform((all) => [...new Set(all)].toSorted());

/**
 * What a program says about a FirewallGroup, rules aside. A check turns all of it into one canonical form, in which it
 * is in state.
 */
export const settingFields = {
  name: text.min(1, "must not be empty"),
  /** The attached servers by kind; a kind that is left out is not managed. */
  virtualMachines: ids.optional(),
  users: ids.optional(),
  resources: ids.optional(),
  exclusiveMembers: flag.optional(),
  /** Left out where the switch is not touched. */
  active: flag.optional(),
  defaultRules: oneOf("keep", "remove").optional(),
  foreignRules: foreignRules.optional(),
  guard: oneOf("warn", "error").optional(),
  keepReachable: z.array(reachable, { error: "must be an array of { ports, from }" }).optional(),
  adopt: z.union([z.literal(true), id], { error: "must be true or the id of a group" }).optional(),
  timeouts: timeouts.optional(),
  secretInputs: secretInputs.optional(),
};

/** In state there may be ids of other writers' members, of whatever form. */
const stored = z.array(z.string()).optional();

const firewallGroupInputs = z.object({
  ...settingFields,
  virtualMachines: stored,
  users: stored,
  resources: stored,
  /** Left out where the rules are not managed. */
  rules: checkedRulesField(ruleReader).optional(),
  /** The address of the API, from the settings: where the group lives. */
  endpoint: z.string(),
});

const someInputs = firewallGroupInputs.extend({ rules: rulesField(ruleReader) }).partial();

/** The checked inputs of a FirewallGroup, all known, as they are in state: inputs and outputs have the same. */
export type FirewallGroupInputs = z.output<typeof firewallGroupInputs>;

/** The inputs that a check of this run has made, among what the engine hands over. */
export function readInputs(props: unknown): FirewallGroupInputs {
  return readStored(firewallGroupInputs, props, KIND);
}

/** Those that state has: a resource from a lookup, or a partially created one, has fewer. */
export function readSomeInputs(props: unknown): Partial<FirewallGroupInputs> {
  return readStored(someInputs, props, KIND);
}

/** The same for what is only said in a preview: what cannot be read is not known. */
export function readKnownInputs(props: Props): Partial<FirewallGroupInputs> {
  return readLeniently(someInputs, props);
}

/**
 * Compares old outputs with new inputs by meaning. e24cloud can't rename a group, the id of another group to adopt
 * means that group, and another address is another place: the new group is made first, the old one deleted where it is.
 */
export function diffGroup(id: string, olds: Props, news: Props): DiffResult {
  const changed = changedInputs(olds, news);
  const adopt = news["adopt"];
  const adoptsOther = typeof adopt === "string" && !isUnknown(adopt) && adopt !== id;
  return {
    // A partially created group is always finished.
    changes: changed.length > 0 || olds["unfinished"] === true,
    replaces: changed.filter(
      (field) =>
        field === "name" ||
        (field === "adopt" && adoptsOther) ||
        (field === "endpoint" && isMoved(olds, news)),
    ),
    deleteBeforeReplace: false,
    repairs: olds["unfinished"] === true ? ["unfinished"] : [],
  };
}

/** A group lives at one address. A resource that was only looked up has none. */
const isMoved = ({ endpoint: old }: Props, { endpoint }: Props) => Boolean(old) && !isUnknown(endpoint);

/** Properties of state that no program sets. */
const NO_INPUTS: readonly string[] = [
  "__provider",
  "owner",
  "permissions",
  "attached",
  "unmanagedRules",
  "unfinished",
  "notUpdatable",
  "unseenAdds",
  "lateDefaultRules",
];

/**
 * The inputs that differ in meaning, as state and programs have them: rules are keyed again from their values, so that a better
 * spelling of keys does not count as a change. What is not known yet counts as changed.
 */
export const changedInputs = (before: Props, wanted: Props): string[] =>
  differing(
    withRules(before, storedMeaning(before["rules"])),
    withRules(wanted, storedMeaning(wanted["rules"])),
  );

/** The same of inputs that have been read. */
export const differingInputs = (
  before: Partial<FirewallGroupInputs>,
  wanted: FirewallGroupInputs,
): string[] =>
  differing(withRules(before, meaningOf(before.rules)), withRules(wanted, meaningOf(wanted.rules)));

const withRules = (inputs: object, rules: unknown) => ({ ...inputs, rules });

function storedMeaning(rules: unknown): unknown {
  return meaningOf(storedRules(rules, ruleReader)) ?? rules;
}

/** Rules by their keys, each with what its key does not say. */
const meaningOf = (rules: RuleMap<Rule> | undefined) =>
  rules && Object.fromEntries(Object.entries(rules).map(([key, rule]) => [key, codec.besideKey(rule)]));

function differing(before: object, wanted: object): string[] {
  const [olds, news] = [said(before), said(wanted)];
  const fields = new Set([...olds.keys(), ...news.keys()]);
  return [...fields].filter((field) => !isDeepStrictEqual(olds.get(field), news.get(field))).toSorted();
}

const said = (inputs: object) =>
  new Map<string, unknown>(
    Object.entries(inputs).filter(([field, value]) => value !== undefined && !NO_INPUTS.includes(field)),
  );

/** The address in state, and the group's owner. */
interface Known {
  readonly endpoint?: string | undefined;
  readonly owner?: Owner | undefined;
}

/**
 * Does something at the address where state has a group, with the credentials of the settings: of these only a signature
 * travels. Where the settings name another address, nothing counts as gone.
 *
 * @param run gives undefined where the group does not exist
 * @throws {SecurityGroupsError} where the settings name another address and the group is not at that of state, or where it
 *   may be another account's
 */
export async function atRecordedEndpoint<T>(
  work: E24cloudWork,
  id: string,
  { endpoint, owner }: Known,
  run: (work: E24cloudWork) => Promise<T | undefined>,
): Promise<T | undefined> {
  const { settings, visibility } = work.session;
  // One that is looked up is in no state yet.
  if (!endpoint) return run(work);
  if (endpoint === settings.endpoint) {
    const here = await run(work);
    if (here === undefined) await visibility.requireGone(id, owner);
    return here;
  }
  const found = await run(workAt(work, endpoint));
  if (found !== undefined) return found;
  throw new SecurityGroupsError(
    `state says the group ${id} is on ${endpoint}, which does not show it to the account of the settings, but the settings ` +
      `name ${settings.endpoint}. Set e24cloud:endpoint to ${endpoint} again and run pulumi up. If the group is really ` +
      "deleted, remove it from state with pulumi state delete",
  );
}

/**
 * Deletes a group at the address where state has it, and warns where another account refuses that there.
 *
 * @throws {SecurityGroupsError} where it does not show, and may be another account's
 */
export async function deleteAtRecordedEndpoint(
  work: E24cloudWork,
  id: string,
  { endpoint, owner }: Known,
  remove: (work: E24cloudWork) => Promise<"deleted" | "absent">,
): Promise<void> {
  if (!endpoint || endpoint === work.session.settings.endpoint) {
    if ((await remove(work)) === "absent") await work.session.visibility.requireGone(id, owner);
    return;
  }
  const left = (why: string) =>
    work.warn(
      `the group ${id} may be left at ${endpoint}, where it was created: ${why}. Delete it there if it is not needed`,
    );
  try {
    if ((await remove(workAt(work, endpoint))) === "absent")
      left("the account of the settings cannot see it there");
  } catch (error) {
    if (!(error instanceof AuthenticationError)) throw error;
    left(error.message);
  }
}

/** @throws {SecurityGroupsError} where it is not an address, as in state that was edited by hand */
function workAt(work: E24cloudWork, endpoint: string): E24cloudWork {
  if (!httpAddress.safeParse(endpoint).success)
    throw new SecurityGroupsError(
      `state has ${quoted(endpoint)} as the endpoint of the group, which is not an address. Correct it with pulumi stack export ` +
        "and pulumi stack import",
    );
  const session = e24cloudSession({ ...work.session.settings, endpoint }, work.run);
  return { ...work, session, client: session.client.within({ deadline: work.deadline }) };
}
