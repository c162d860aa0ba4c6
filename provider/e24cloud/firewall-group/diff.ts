import { isDeepStrictEqual } from "node:util";
import type { DiffResult, Props } from "../../kit/handlers";
import { type RuleMap, storedRules } from "../../rules/rule-map";
import { isUnknown } from "../../rules/unknowns";
import { codec } from "../rule/fields";
import { ruleReader } from "../rule/parse";
import type { Rule } from "../rule/args";
import type { FirewallGroupInputs } from "./inputs";
import { SecurityGroupsError } from "../../errors";
import { AuthenticationError } from "../../http/errors";
import { httpAddress } from "../../kit/settings/settings";
import { quoted } from "../../text/printable";
import { type E24cloudWork, e24cloudSession } from "../api/session";
import type { Owner } from "../api/group";

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
 * @param run gives undefined where the group is not there
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
