import { Command, InvalidArgumentError } from "commander";
import { groupUrl, parseId, tenantUrl } from "../../provider/waldur/api/ids";
import { RULES_CHANGED, type WireEvent } from "../../provider/waldur/api/schema";
import { type TargetRef, targetKey, targetKinds, targets } from "../../provider/waldur/api/targets";
import { recordedTarget } from "../../provider/waldur/security-group-attachment/history";
import { byWhom, timeText } from "../../provider/waldur/security-group/history";
import { nameText } from "../../provider/text/printable";
import type { WaldurClient } from "../../provider/waldur/api/client";
import { namesOf, readableKey, type WaldurGroup } from "../groups/group";
import { liveGroups } from "../groups/live";
import { noteLeftOut, secretGroupsOf, withoutSecret } from "../groups/secret-groups";
import { note, print, type Shell, withProgress } from "../shell";
import { at, waldurAccount } from "../source/accounts";
import { type SourceFlags, withSettings } from "../source/flags";
import { readSettings } from "../source/settings";
import { attachmentText, type Entry, entriesOf } from "./entries";

interface Flags extends SourceFlags {
  readonly since?: number;
  readonly limit: number;
  readonly json?: boolean;
}

/** `history`: who changed what, and when. */
export function historyCommand(shell: Shell): Command {
  return withSettings(new Command("history"))
    .description(
      "Shows what changed in the security groups of a Waldur tenant and of its servers, when, by whom and through what.",
    )
    .argument("[group]", "name or id of a group; without one, all groups of the tenant")
    .option("--since <time>", "only changes since then, such as 2026-11-30 or 2026-11-30T08:00:00Z", time)
    .option("--limit <number>", "the most changes to show, the newest first", count, 50)
    .option("--show-secrets", "show groups that are secret in state")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      `
What a change opened and closed is worked out back from the rules that the group has now, and from the groups that the
server has. Where the records do not fit them, only the rules or groups that came and went are shown. A change that a
pull found (backend_sync) was made in OpenStack before that, and Waldur knows only who pulled. Waldur records changes
of rules, and of the groups of servers, ports and load balancers, since May 2026.

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
  const scopes = { group: meant && groupUrl(apiUrl, meant.id), tenant: tenantUrl(apiUrl, tenant) };
  const events = await at("waldur", config, "read the records", () => recordsOf(client, scopes, flags));
  const hidden = new Set(events.flatMap((event) => secret.get(recordedTarget(event)?.id ?? "") ?? []));
  for (const title of hidden) noteLeftOut(shell, title);
  const own = new Set(
    events
      .filter((event) => !isHidden(event, secret) && isAbout(event, meant?.id, word))
      .slice(0, flags.limit),
  );
  const live = {
    rules: new Map(shown.map(({ id, rules = {} }) => [id, rules])),
    groups: await groupsOfTargets(client, own),
  };
  // Those of others say what a server's other groups allowed at the time.
  const entries = entriesOf(events, live, namesOf(groups)).filter(({ event }) => own.has(event));
  const recorded = client.capabilities.get("ruleEvents");
  if (flags.json === true)
    print(shell, JSON.stringify({ recorded: recorded ?? null, changes: entries.map(plain) }, null, 2));
  else for (const line of texts(entries, namesOf(groups))) print(shell, line);
  if (recorded !== true) note(shell, sentence(client));
  else if (entries.length === 0 && flags.json !== true) print(shell, "No change is recorded.");
}

/** The kinds of records that are about groups, and those about what has groups. */
const OF_GROUPS = [
  RULES_CHANGED,
  ...["created", "updated", "deleted"].map((deed) => `openstack_security_group_${deed}`),
];
const OF_TARGETS = targetKinds.map((kind) => targets[kind].event);

/** All records of a tenant, newest first, and older ones of one group that still exists. */
async function recordsOf(
  client: WaldurClient,
  scopes: { readonly group: string | undefined; readonly tenant: string },
  flags: Flags,
): Promise<WireEvent[]> {
  const [all, more] = await Promise.all([
    client.listEvents(scopes.tenant, queryOf([...OF_GROUPS, ...OF_TARGETS], flags)),
    scopes.group === undefined ? [] : client.listEvents(scopes.group, queryOf(OF_GROUPS, flags)),
  ]);
  const oldest = all.at(-1)?.created;
  return [...all, ...more.filter(({ created }) => oldest === undefined || created < oldest)];
}

/** Ids of the groups that servers have now, by `targetKey`. Without those that cannot be read. */
async function groupsOfTargets(
  client: WaldurClient,
  events: Iterable<WireEvent>,
): Promise<Map<string, ReadonlySet<string>>> {
  const meant = new Map(
    [...events].flatMap((event) => recordedTarget(event) ?? []).map((one) => [targetKey(one), one]),
  );
  const read = async (target: TargetRef) => {
    const { groups } = await client.getTarget(target);
    return new Set(groups.map(({ id }) => id));
  };
  const found = await Promise.all(
    [...meant].map(async ([key, target]) => [key, await read(target).catch(() => undefined)] as const),
  );
  return new Map(found.flatMap(([key, groups]) => (groups === undefined ? [] : [[key, groups]])));
}

/** Records of a deleted or hidden group may be among those that are wanted. */
const queryOf = (types: readonly string[], { since, limit }: Flags) => ({
  event_type: types,
  ...(since === undefined ? {} : { created_from: since }),
  ...(limit > 100 ? {} : { page: 1, page_size: 300 }),
});

const meantGroup = (groups: readonly WaldurGroup[], word: string): WaldurGroup | undefined =>
  groups.find(({ id, name }) => id === parseId(word) || name === word);

/** The groups that a record names, and what has them. */
function namedIn(
  event: WireEvent,
): { readonly id: string | null | undefined; readonly name?: string | null | undefined }[] {
  const { context } = event;
  return [
    { id: context.security_group_uuid, name: context.security_group_name },
    ...[...context.added_security_groups, ...context.removed_security_groups].map(({ uuid, name }) => ({
      id: uuid,
      name,
    })),
  ];
}

const isHidden = (event: WireEvent, secret: ReadonlyMap<string, string>) =>
  [...namedIn(event), { id: recordedTarget(event)?.id }].some(({ id }) => secret.has(id ?? ""));

function isAbout(event: WireEvent, id: string | undefined, word: string | undefined): boolean {
  if (word === undefined) return true;
  return namedIn(event).some((one) =>
    id === undefined ? one.name === word || one.id === parseId(word) : one.id === id,
  );
}

function sentence({ capabilities }: WaldurClient): string {
  return capabilities.get("ruleEvents") === false
    ? "this Waldur does not record who changed rules or attached groups: Waldur does since May 2026"
    : "it is not known whether this Waldur records changes of rules and of attachments, which Waldur does since May 2026";
}

function texts(entries: readonly Entry[], nameOf: (id: string) => string): string[] {
  return entries.flatMap((entry) => {
    const { event, added, removed, summary } = entry;
    const { trigger } = event.context;
    const through = trigger ? ` (${trigger})` : "";
    const what = summary?.line ?? withoutMeaning(entry);
    return [
      `${timeText(event.created)}  ${what}; ${byWhom(event)}${through}`,
      ...added.map((key) => `  ${removed.includes(key) ? "~" : "+"} ${readableKey(key, nameOf)}`),
      ...removed.filter((key) => !added.includes(key)).map((key) => `  - ${readableKey(key, nameOf)}`),
    ];
  });
}

const NOT_KNOWN = "what that opened and closed is not known";

function withoutMeaning(entry: Entry): string {
  const { group, event } = entry;
  if (group === undefined) return `${attachmentText(entry)}; ${NOT_KNOWN}`;
  const deed =
    event.event_type === RULES_CHANGED
      ? `rules changed, ${NOT_KNOWN}`
      : event.event_type.replace("openstack_security_group_", "");
  return `${nameText(group.name)}: ${deed}`;
}

function plain({ event, group, target, added, removed, attached, detached, summary }: Entry) {
  const { user_uuid: id, user_username: username, user_full_name: name, trigger } = event.context;
  return {
    time: event.created,
    event: event.event_type,
    group: group ?? null,
    target: target ?? null,
    user: id ? { id, username, name } : null,
    trigger: trigger ?? null,
    opens: summary?.opens ?? null,
    closes: summary?.closes ?? null,
    added,
    removed,
    attached,
    detached,
  };
}
