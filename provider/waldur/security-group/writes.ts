import { ApiError } from "../../http/errors";
import type { WithSecrets } from "../../kit/secrets";
import { type Keyed, keyedMap, sameRules } from "../../rules/rule-map";
import { serverText } from "../../text/printable";
import { known } from "../api/capabilities";
import type { WaldurWork } from "../api/session";
import { GroupFailure, serverMessage } from "../api/failures";
import { DEFAULT_GROUP, type WireGroup } from "../api/schema";
import { nameAt, ruleNaming, sameRule } from "../rule/fields";
import type { Rule } from "../rule/args";
import { type RuleCall, LOST_REMEDY, NUMBERS_SINCE } from "./plan";
import { GROUP_REMEDY, type LiveRule, liveRules, rulesOf, sentRules } from "./state";
import { overfull } from "../api/quota";

/** What to do where others undo what is done. */
export const OTHER_WRITER = "Something else changes the same group: stop it, then run pulumi again.";

/** A write that brings a group nearer to what it is to be. */
export interface Write {
  /** What it changes, such as `rules`. */
  readonly what: string;
  readonly send: () => Promise<void>;
  /** Whether a group that was read afterwards is as the write makes it. */
  readonly isDoneIn: (group: WireGroup) => boolean;
  /** The rules that it takes away. */
  readonly removed: readonly Keyed<Rule>[];
  /** How many more rules the group has afterwards, or fewer. */
  readonly more: number;
}

/** How a group is to be called; what is left out stays. */
export interface WantedMetadata {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
}

/** Name and description, only where they differ: Waldur blocks the group for seconds even for a change of nothing. */
export function metadataWrite(
  { client }: WaldurWork,
  { uuid, name, description }: WireGroup,
  wanted: WantedMetadata,
): Write | undefined {
  // OpenStack's default group cannot be renamed or described.
  if (name === DEFAULT_GROUP) return undefined;
  const body: WantedMetadata = {
    ...(wanted.name === undefined || wanted.name === name ? {} : { name: wanted.name }),
    ...(wanted.description === undefined || wanted.description === description
      ? {}
      : { description: wanted.description }),
  };
  if (Object.keys(body).length === 0) return undefined;
  return {
    what: Object.keys(body).join(" and "),
    send: () => client.patchGroup(uuid, body),
    isDoneIn: (seen) => isOrAny(body.name, seen.name) && isOrAny(body.description, seen.description),
    removed: [],
    more: 0,
  };
}

const isOrAny = (wanted: string | undefined, seen: string) => wanted === undefined || wanted === seen;

/** A new list of rules for a group. */
export function rulesWrite(
  work: WaldurWork,
  group: WireGroup,
  call: RuleCall<LiveRule>,
  secrecy: WithSecrets,
): Write {
  const { client, session } = work;
  const sent = sentRules(call, {
    apiUrl: session.settings.apiUrl,
    id: group.uuid,
    numbers: known("numbers", group),
  });
  const rules = keyedMap(sent);
  const more = sent.length - group.rules.length;
  const fullFailure = async (error: unknown) =>
    error instanceof ApiError && error.status === 400
      ? overfull(work, group.tenant_uuid, more, error).catch(() => undefined)
      : undefined;
  const send = async () => {
    try {
      await client.setRules(
        group.uuid,
        sent.map(({ wire }) => wire),
      );
    } catch (error) {
      const nameOf = nameAt(
        sent.map(({ rule }) => rule),
        ruleNaming(secrecy),
      );
      throw (await fullFailure(error)) ?? refusal(error, "rules", nameOf);
    }
  };
  return {
    what: "rules",
    send,
    isDoneIn: (seen) => sameRules(rulesOf(seen), rules, sameRule),
    removed: liveRules(group).filter(({ key }) => rules[key] === undefined),
    more,
  };
}

/** Waldur's words for an id that the group has no rule of (waldur-exchanges, section H). */
const NO_SUCH_RULE = "does not have rule with id";

/** Rules that are kept by their ids have gone: somebody else has changed the group since it was read. */
export class RulesGoneError extends GroupFailure {
  constructor(message: string, cause: unknown) {
    super(message, OTHER_WRITER, { cause });
  }
}

/** What the server says about a list of rules, with the rules by name instead of their positions in the request. */
export function refusal(error: unknown, what: string, nameAt: (position: number) => string): unknown {
  if (!(error instanceof ApiError) || error.status !== 400) return error;
  const said = serverText(serverMessage(error.body, nameAt));
  if (said.includes(NO_SUCH_RULE)) return new RulesGoneError(`Waldur refuses the ${what}: ${said}`, error);
  return new GroupFailure(`Waldur refuses the ${what}: ${said}`, refusalRemedy(what, said), { cause: error });
}

function refusalRemedy(what: string, said: string): string {
  if (said.includes("remote_group:")) {
    return `The group that it names is gone or in another tenant: ${GROUP_REMEDY}.`;
  }
  if (!said.includes("protocol:")) return "Change the program accordingly.";
  return what === "rules" ? LOST_REMEDY : `Take the rule out of the program. ${NUMBERS_SINCE}`;
}
