import { Command, InvalidArgumentError } from "commander";
import { groupUrl, parseId, tenantUrl } from "../../provider/waldur/api/ids";
import { RULES_CHANGED, type WireEvent } from "../../provider/waldur/api/schema";
import { byWhom, timeText } from "../../provider/waldur/security-group/history";
import { nameText } from "../../provider/text/printable";
import type { WaldurClient } from "../../provider/waldur/api/client";
import { namesOf, readableKey, type WaldurGroup } from "../groups/group";
import { liveGroups } from "../groups/live";
import { secretGroupsOf, withoutSecret } from "../groups/secret-groups";
import { note, print, type Shell, withProgress } from "../shell";
import { at, waldurAccount } from "../source/accounts";
import { type SourceFlags, withSettings } from "../source/flags";
import { readSettings } from "../source/settings";
import { type Entry, entriesOf } from "./entries";

interface Flags extends SourceFlags {
  readonly since?: number;
  readonly limit: number;
  readonly json?: boolean;
}

/** `history`: who changed what, and when. */
export function historyCommand(shell: Shell): Command {
  return withSettings(new Command("history"))
    .description(
      "Shows what changed in the security groups of a Waldur tenant, when, by whom and through what.",
    )
    .argument("[group]", "name or id of a group; without one, all groups of the tenant")
    .option("--since <time>", "only changes since then, such as 2026-11-30 or 2026-11-30T08:00:00Z", time)
    .option("--limit <number>", "the most changes to show, the newest first", count, 50)
    .option("--show-secrets", "show groups that are secret in state")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      `
What a change opened and closed is worked out back from the rules that the group has now. Where the records do not fit
them, only the rules that came and went are shown. A change that a pull found (backend_sync) was made in OpenStack
before that, and Waldur knows only who pulled. Waldur records changes of rules since May 2026.

Exit codes: 0 the records were read, 1 they could not be read.

Examples:
  $ pulumi-security-groups history --stack dev
  $ pulumi-security-groups history web --tenant production --since 2026-11-01
  $ pulumi-security-groups history web --json | jq '.changes[] | select(.trigger == "user_action").user'`,
    )
    .action((word: string | undefined, flags: Flags) => history(word, flags, shell));
}

function time(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new InvalidArgumentError("Write a time such as 2026-11-30T08:00:00Z.");
  return at / 1000;
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError("Write a number from 1 on.");
  return number;
}

async function history(word: string | undefined, flags: Flags, shell: Shell): Promise<void> {
  const [config, secret] = await Promise.all([readSettings(flags), secretGroupsOf(flags)]);
  const { client, apiUrl, tenant } = await withProgress(shell, "Reading the records of Waldur", () =>
    at("waldur", config, "find the tenant", () => waldurAccount(config)),
  );
  const groups = await withProgress(shell, "Listing the groups at waldur", () =>
    liveGroups("waldur", config),
  );
  const shown = withoutSecret(groups, secret, shell).flatMap((one) => (one.cloud === "waldur" ? [one] : []));
  const meant = word === undefined ? undefined : meantGroup(shown, word);
  const scope = meant === undefined ? tenantUrl(apiUrl, tenant) : groupUrl(apiUrl, meant.id);
  const events = await at("waldur", config, "read the records", () =>
    client.listEvents(scope, queryOf(flags)),
  );
  // A group that no longer exists is looked for among the records of its tenant.
  const own = events
    .filter((event) => !isHidden(event, secret) && isAbout(event, meant?.id, word))
    .slice(0, flags.limit);
  const entries = entriesOf(own, new Map(shown.map(({ id, rules = {} }) => [id, rules])), namesOf(groups));
  const recorded = client.capabilities.get("ruleEvents");
  if (flags.json === true)
    print(shell, JSON.stringify({ recorded: recorded ?? null, changes: entries.map(plain) }, null, 2));
  else for (const line of texts(entries, namesOf(groups))) print(shell, line);
  if (recorded !== true) note(shell, sentence(client));
  else if (entries.length === 0 && flags.json !== true) print(shell, "No change is recorded.");
}

/** The kinds of records that are about groups. */
const TYPES = [
  RULES_CHANGED,
  ...["created", "updated", "deleted"].map((deed) => `openstack_security_group_${deed}`),
];

/** Records of a deleted or hidden group may be among those that are wanted. */
const queryOf = ({ since, limit }: Flags) => ({
  event_type: TYPES,
  ...(since === undefined ? {} : { created_from: since }),
  ...(limit > 100 ? {} : { page: 1, page_size: 300 }),
});

const meantGroup = (groups: readonly WaldurGroup[], word: string): WaldurGroup | undefined =>
  groups.find(({ id, name }) => id === parseId(word) || name === word);

const isHidden = ({ context }: WireEvent, secret: ReadonlyMap<string, string>) =>
  secret.has(context.security_group_uuid ?? "");

function isAbout({ context }: WireEvent, id: string | undefined, word: string | undefined): boolean {
  if (word === undefined) return true;
  if (id !== undefined) return context.security_group_uuid === id;
  return context.security_group_name === word || context.security_group_uuid === parseId(word);
}

function sentence({ capabilities }: WaldurClient): string {
  return capabilities.get("ruleEvents") === false
    ? "this Waldur does not record who changed rules: Waldur does since May 2026"
    : "it is not known whether this Waldur records changes of rules, which Waldur does since May 2026";
}

function texts(entries: readonly Entry[], nameOf: (id: string) => string): string[] {
  return entries.flatMap(({ event, group, added, removed, summary }) => {
    const { trigger } = event.context;
    const through = trigger ? ` (${trigger})` : "";
    const what = summary?.line ?? `${nameText(group.name)}: ${deedOf(event)}`;
    return [
      `${timeText(event.created)}  ${what}; ${byWhom(event)}${through}`,
      ...added.map((key) => `  ${removed.includes(key) ? "~" : "+"} ${readableKey(key, nameOf)}`),
      ...removed.filter((key) => !added.includes(key)).map((key) => `  - ${readableKey(key, nameOf)}`),
    ];
  });
}

const deedOf = ({ event_type: type }: WireEvent): string =>
  type === RULES_CHANGED
    ? "rules changed, what that opened and closed is not known"
    : type.replace("openstack_security_group_", "");

function plain({ event, group, added, removed, summary }: Entry) {
  const { user_uuid: id, user_username: username, user_full_name: name, trigger } = event.context;
  return {
    time: event.created,
    event: event.event_type,
    group,
    user: id ? { id, username, name } : null,
    trigger: trigger ?? null,
    opens: summary?.opens ?? null,
    closes: summary?.closes ?? null,
    added,
    removed,
  };
}
