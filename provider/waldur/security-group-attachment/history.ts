import type { Deadline } from "../../http/deadline";
import { recordsOf, type WaldurSession, type WaldurWork } from "../api/session";
import type { WireEvent } from "../api/schema";
import { targetKinds, type TargetRef, targets, targetUrl, type WireTarget } from "../api/targets";
import { authorsText, byWhom, timeText } from "../security-group/history";

/** One list of groups that was sent, by ids. */
export interface SentList {
  /** The target as it was read before. */
  readonly before: Pick<WireTarget, "modified"> & { readonly groups: readonly string[] };
  readonly next: readonly string[];
}

/** What a list has undone of a change that somebody else made after the target was read. */
export interface UndoneChange {
  readonly group: string;
  readonly deed: "attached" | "detached";
  readonly event: WireEvent;
}

type Groups = ReadonlySet<string>;
type Side = "added_security_groups" | "removed_security_groups";

const idsOf = ({ context }: WireEvent, side: Side): string[] => context[side].map(({ uuid }) => uuid);

/**
 * What lists have undone, by the records of the server. Each record says what differs from the list before it: those that lead
 * from the groups that were read to the list that was sent are of others, but for the last.
 * @param events of the target, newest first
 */
export function undoneChanges(sent: readonly SentList[], events: readonly WireEvent[]): UndoneChange[] {
  return sent.flatMap(({ before, next }) => {
    const since = events.filter(({ created }) => !isBefore(created, before.modified));
    const [own, ...others] = shortestWay(before.groups, next, since);
    if (own === undefined) return [];
    const undone = (
      deed: UndoneChange["deed"],
      ours: Side,
      theirs: Side,
      isUndone: (id: string) => boolean,
    ) =>
      idsOf(own, ours)
        .filter(isUndone)
        .flatMap((group): UndoneChange[] => {
          const event = others.find((one) => idsOf(one, theirs).includes(group));
          return event === undefined ? [] : [{ group, deed, event }];
        });
    const [added, removed] = ["added_security_groups", "removed_security_groups"] as const;
    return [
      ...undone("attached", removed, added, (id) => !before.groups.includes(id)),
      ...undone("detached", added, removed, (id) => before.groups.includes(id)),
    ];
  });
}

/** Times that cannot be read are as good as later ones. */
const isBefore = (created: string, modified: string) => Date.parse(created) < Date.parse(modified);

/** The fewest records, newest first, that lead from one list of groups to another. */
function shortestWay(from: readonly string[], to: readonly string[], events: readonly WireEvent[]) {
  const start = new Set(from);
  const ways = events.flatMap((_, newest) => {
    let groups: Groups | undefined = new Set(to);
    for (let at = newest; at < events.length; at += 1) {
      groups = groupsBefore(groups, events[at]);
      if (groups === undefined) break;
      if (isSame(groups, start)) return [events.slice(newest, at + 1)];
    }
    return [];
  });
  return ways.toSorted((one, other) => one.length - other.length)[0] ?? [];
}

/** The groups before a change; undefined where its record does not fit those after it. */
export function groupsBefore(after: Groups, event: WireEvent | undefined): Groups | undefined {
  if (event === undefined) return undefined;
  const added = new Set(idsOf(event, "added_security_groups"));
  const removed = idsOf(event, "removed_security_groups");
  const fits = [...added].every((id) => after.has(id)) && removed.every((id) => !after.has(id));
  return fits ? new Set([...[...after].filter((id) => !added.has(id)), ...removed]) : undefined;
}

/** What a record says that groups were attached to or detached from; undefined for records of groups themselves. */
export function recordedTarget({
  event_type: type,
  context,
}: WireEvent): (TargetRef & { readonly name: string }) | undefined {
  const kind = targetKinds.find((one) => targets[one].event === type);
  if (kind === undefined) return undefined;
  const [id, name] = {
    instance: [context.instance_uuid, context.instance_name],
    port: [context.port_uuid, context.port_name],
    loadBalancer: [context.load_balancer_uuid, context.load_balancer_name],
  }[kind];
  return { kind, id: id ?? "", name: name ?? "" };
}

const isSame = (one: Groups, other: Groups) =>
  one.size === other.size && [...one].every((id) => other.has(id));

const REMEDIES = { attached: "attach it again", detached: "detach it again" };

/** Warns of changes of others that the lists have undone: the API knows whole lists only. */
export async function warnOfUndone(
  work: WaldurWork,
  target: TargetRef,
  sent: readonly SentList[],
): Promise<void> {
  const since = Date.parse(sent[0]?.before.modified ?? "") / 1000;
  if (sent.length === 0 || Number.isNaN(since)) return;
  const { session, deadline } = work;
  const events = await recordsOf(
    session,
    { ...recordsAbout(session, target), since: Math.floor(since) },
    deadline,
  );
  learnNames(session, events);
  for (const { group, deed, event } of undoneChanges(sent, events)) {
    const undoing = deed === "attached" ? "detached" : "attached";
    work.warn(
      `${session.names.nameOf(group) ?? group} was ${deed} ${byWhom(event)} (${timeText(event.created)}) after this run had read the ` +
        `groups, and is ${undoing} again by this change: ${REMEDIES[deed]} in Waldur`,
    );
  }
}

/** Who changed the groups of a target, see `authorsText`. Empty where the server has no record of it. */
export async function groupsChangedBy(
  session: WaldurSession,
  target: TargetRef,
  { came, went }: { readonly came: readonly string[]; readonly went: readonly string[] },
  deadline?: Deadline,
): Promise<string> {
  if (came.length + went.length === 0) return "";
  const events = await recordsOf(session, recordsAbout(session, target), deadline);
  const last = (group: string, side: Side) =>
    events.find((event) => idsOf(event, side).includes(group)) ?? [];
  const found = [
    ...came.flatMap((group) => last(group, "added_security_groups")),
    ...went.flatMap((group) => last(group, "removed_security_groups")),
  ];
  return authorsText([...new Set(found)]);
}

const recordsAbout = ({ settings }: WaldurSession, target: TargetRef) => ({
  scope: targetUrl(settings.apiUrl, target),
  type: targets[target.kind].event,
});

/** Records name groups that nothing else has named. */
function learnNames({ names }: WaldurSession, events: readonly WireEvent[]): void {
  for (const { context } of events)
    names.list([...context.added_security_groups, ...context.removed_security_groups]);
}
