import { undefinedIfNotFound, AuthenticationError, NotFoundError } from "../../http/errors";
import type { Deadline } from "../../http/deadline";
import type { SharedTime } from "../../http/transport";
import { perRun, type Run, perOwner } from "../../run/run";
import { openOperations } from "../../run/open-operations";
import { PollSchedule } from "../../sync/poll";
import { WaldurClient } from "./client";
import { GroupNames } from "./ids";
import { type WaldurSettings, readWaldurSettings } from "./settings";
import type { WireGroup, WireTenant, WireEvent } from "./schema";
import { HiddenError, TenantView } from "./tenant-view";
import type { CheckWork, Cloud, Work } from "../../kit/operation";
import { causeOf, GroupFailure } from "./failures";
import { causeText } from "../../text/failure-text";
import { PREVIEW_TIMEOUT, PreviewLists } from "../../run/resources";

/** Where a group is. */
export interface GroupRef {
  readonly id: string;
  readonly tenant: string;
}

/** One account on one server, shared by all that this process does with it. */
export class WaldurSession {
  readonly client: WaldurClient;
  /** Groups that this process has made. */
  readonly made = new Set<string>();
  readonly names = new GroupNames();
  /** Ids of groups that new ones must adopt, by tenant and name: OpenStack kept them after they were unlinked from Waldur. */
  readonly keptInOpenStack = new Map<string, string>();
  /** Groups that this process has deleted. */
  readonly deleted = new Set<string>();
  private readonly byTenant = new Map<string, TenantView>();
  /** Learned from all tenants: they have one server. */
  private readonly schedule: PollSchedule;

  /** @param shared time of the operations that share what is read */
  constructor(
    readonly settings: WaldurSettings,
    shared?: SharedTime,
  ) {
    this.client = WaldurClient.for(settings, shared);
    this.schedule = new PollSchedule(settings.pollInterval);
  }

  tenant(id: string): TenantView {
    const known = this.byTenant.get(id) ?? new TenantView(this.client, id, this.schedule, this.names);
    this.byTenant.set(id, known);
    return known;
  }
}

/**
 * A group of which the tenant may not be known, through the lists of the tenant where it is. Undefined where it is gone.
 * @throws {HiddenError} where that is unknown
 */
export async function groupInTenant(
  { session, client, deadline }: { session: WaldurSession; client: WaldurClient; deadline: Deadline },
  { id, tenant }: { id: string; tenant: string | undefined },
  read = (view: TenantView) => view.groups.read(id),
): Promise<WireGroup | undefined> {
  if (tenant !== undefined) return deadline.within(read(session.tenant(tenant)));
  const found = await undefinedIfNotFound(client.getGroup(id));
  if (found === undefined) throw new HiddenError(`the group ${id}, and state does not say its tenant`);
  return found;
}

const sessions = perRun(() => new Map<string, WaldurSession>());

/** The session for these settings: everything in a run that has the same settings shares one. */
export function waldurSession(settings: WaldurSettings, run: Run): WaldurSession {
  const key = JSON.stringify(settings);
  const known = sessions(run).get(key) ?? new WaldurSession(settings, openOperations(run));
  sessions(run).set(key, known);
  return known;
}

/** What Waldur is worked with. */
export interface Waldur {
  readonly settings: WaldurSettings;
  readonly session: WaldurSession;
  readonly client: WaldurClient;
}

/** What one operation at Waldur works with. */
export type WaldurWork = Work<Waldur>;
export type WaldurCheck = CheckWork<Waldur>;

export const waldur: Cloud<Waldur> = {
  readSettings: readWaldurSettings,
  sessionOf: waldurSession,
  clientOf: ({ client }, limits) => client.within(limits),
  causeOf,
  named: (text, session) => (/[0-9a-f]{32}/.test(text) ? session().names.in(text) : text),
};

/**
 * Where the settings name another server than state does, makes sure that it has the thing: a server that has moved
 * has, another one has not, and there nothing may count as gone.
 *
 * @param known the address in state
 * @param ask fails where the server does not have it
 * @throws {GroupFailure} where it does not have it
 */
export async function requireThere(
  { session }: WaldurWork,
  { apiUrl: known }: { readonly apiUrl?: string | undefined },
  what: string,
  ask: () => Promise<unknown>,
): Promise<void> {
  const { apiUrl } = session.settings;
  if (!known || known === apiUrl) return;
  if ((await undefinedIfNotFound(ask())) !== undefined) return;
  throw new GroupFailure(
    `state says ${what} is on ${known}, but the settings name ${apiUrl}, which does not have it`,
    `Set waldur:apiUrl to ${known} again and run pulumi up. If ${what.replace(/ [0-9a-f]{32}$/, "")} is really deleted, remove it from state with ` +
      "pulumi state delete.",
  );
}

/** Does something with a group, once it is sure that the server of the settings is the one that has it. */
export async function withGroupThere<T>(
  work: WaldurWork,
  { id, known }: { readonly id: string; readonly known: { readonly apiUrl?: string | undefined } },
  run: (work: WaldurWork) => Promise<T>,
): Promise<T> {
  await requireThere(work, known, `the group ${id}`, () => work.client.getGroup(id));
  return run(work);
}

/** What a tenant has, as a preview needs to know it. */
export interface TenantPreview {
  readonly groups: readonly WireGroup[];
  /** Undefined where the token's user may not see it. */
  readonly tenant: WireTenant | undefined;
}

/** What tenants have, each asked for once a session in one try. */
export const tenantPreviews = perOwner(
  (session: WaldurSession) =>
    new PreviewLists(
      async (id): Promise<TenantPreview> => {
        const client = session.client.within({ patience: 0, timeout: PREVIEW_TIMEOUT });
        const [groups, tenant] = await Promise.all([
          client.listGroups({ tenant_uuid: id }),
          knownTenant(session, id),
        ]);
        session.names.list(groups);
        return { groups, tenant };
      },
      (error) => causeText(causeOf(error)),
    ),
);

const asked = perOwner<WaldurSession, Map<string, Promise<WireTenant | undefined>>>(() => new Map());

/**
 * A tenant as a preview sees it, asked for once a run in one try; undefined where the token's user may not see it.
 * @throws where the server does not answer
 */
export function knownTenant(session: WaldurSession, id: string): Promise<WireTenant | undefined> {
  const known = asked(session).get(id);
  if (known !== undefined) return known;
  const client = session.client.within({ patience: 0, timeout: PREVIEW_TIMEOUT });
  const tenant = client.getTenant(id).catch(hidden);
  asked(session).set(id, tenant);
  return tenant;
}

/** The same where it has been asked for and may be seen; undefined where not. */
export async function tenantAskedFor(session: WaldurSession, id: string): Promise<WireTenant | undefined> {
  return asked(session)
    .get(id)
    ?.catch(() => undefined);
}

function hidden(error: unknown): undefined {
  const isHidden =
    error instanceof NotFoundError || (error instanceof AuthenticationError && error.status === 403);
  if (!isHidden) throw error;
}

/** What the audit log is asked for. */
interface Question {
  /** URL of what the records are about. */
  readonly scope: string;
  readonly type: string;
  /** Unix time from which on records count; without it, the answer is kept for the run. */
  readonly since?: number;
}

/** More records than these are not looked through. */
const LOOKED_THROUGH = 50;

const known = perOwner<WaldurSession, Map<string, Promise<readonly WireEvent[]>>>(() => new Map());

/**
 * The newest records of changes, newest first. None where the server has none, or does not answer soon: they are only said
 * besides.
 */
export function recordsOf(
  session: WaldurSession,
  { scope, type, since }: Question,
  deadline?: Deadline,
): Promise<readonly WireEvent[]> {
  if (session.client.capabilities.get("ruleEvents") === false) return Promise.resolve([]);
  const key = `${type} ${scope}`;
  const kept = since === undefined ? known(session).get(key) : undefined;
  if (kept !== undefined) return kept;
  const timeout = Math.min(PREVIEW_TIMEOUT, deadline?.left ?? PREVIEW_TIMEOUT);
  const client = session.client.within({ patience: 0, timeout });
  const query = { event_type: type, page: 1, page_size: LOOKED_THROUGH };
  const asked = client
    .listEvents(scope, since === undefined ? query : { ...query, created_from: since })
    .catch((): WireEvent[] => []);
  if (since === undefined) known(session).set(key, asked);
  return asked;
}
