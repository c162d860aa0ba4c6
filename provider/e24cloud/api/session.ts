import type { SharedTime } from "../../http/transport";
import { perRun, type Run } from "../../run/run";
import { openOperations } from "../../run/open-operations";
import { Snapshots } from "../../sync/poll";
import { AccountVisibility, GroupReader } from "./group-reader";
import { E24cloudClient } from "./client";
import type { Group } from "./group";
import { type E24cloudSettings, readE24cloudSettings } from "./settings";
import { messageOf } from "../../errors";
import { ApiError, AuthenticationError, ConnectionError, ForeignAnswerError } from "../../http/errors";
import { isPage } from "../../http/attempt";
import type { Cause, CheckWork, Cloud, Work } from "../../kit/operation";

/** Seconds for which one list of the account serves the reads of a refresh. */
const LIST_AGE = 5;

/** All that one run shares among its operations on one account. */
export class E24cloudSession {
  readonly client: E24cloudClient;
  readonly reader = new GroupReader();
  /** Reads through a list shared with the reads of other groups. */
  readonly groups: Snapshots<Group>;
  /** Whether what is missing is gone. */
  readonly visibility: AccountVisibility;
  private readonly claimed = new Set<string>();
  private before: Promise<readonly Group[]> | undefined;

  /** @param shared time of the operations that share what is read */
  constructor(
    readonly settings: E24cloudSettings,
    shared?: SharedTime,
  ) {
    this.client = E24cloudClient.for(settings, shared);
    this.visibility = new AccountVisibility({
      client: this.client,
      list: () => this.reader.list(this.client),
    });
    this.groups = new Snapshots<Group>(
      { list: () => this.completeGroups(), one: (id) => this.reader.one(this.client, id) },
      { maxAge: LIST_AGE },
    );
  }

  /** The groups that existed before this process created its first: it created none of them. */
  async groupsBefore(): Promise<readonly Group[]> {
    this.before ??= this.reader.list(this.client);
    const { before } = this;
    // A list that failed is asked for again by the next create.
    before.catch(() => (this.before = undefined));
    return before;
  }

  /** Takes a group for one resource of this process; false where another has it. */
  claim(id: string): boolean {
    if (this.claimed.has(id)) return false;
    this.claimed.add(id);
    return true;
  }

  isClaimed(id: string): boolean {
    return this.claimed.has(id);
  }

  private async completeGroups(): Promise<ReadonlyMap<string, Group>> {
    const groups = await this.reader.list(this.client);
    return new Map(groups.filter(({ complete }) => complete).map((group) => [group.id, group]));
  }
}

const sessions = perRun(() => new Map<string, E24cloudSession>());

/** The session of an account: everything in a run that has the same settings shares lists and connections. */
export function e24cloudSession(settings: E24cloudSettings, run: Run): E24cloudSession {
  const key = JSON.stringify(Object.entries(settings).toSorted());
  const session = sessions(run).get(key) ?? new E24cloudSession(settings, openOperations(run));
  sessions(run).set(key, session);
  return session;
}

/** Sends a write; lists that were begun before its answer are not used afterwards. */
export async function write<T>(
  { session, client }: { session: E24cloudSession; client: E24cloudClient },
  send: (client: E24cloudClient) => Promise<T>,
): Promise<T> {
  try {
    return await send(client);
  } finally {
    session.groups.wrote();
  }
}

/** What e24cloud is worked with. */
export interface E24cloud {
  readonly settings: E24cloudSettings;
  readonly session: E24cloudSession;
  readonly client: E24cloudClient;
}

/** What one operation at e24cloud works with. */
export type E24cloudWork = Work<E24cloud>;
export type E24cloudCheck = CheckWork<E24cloud>;

export const e24cloud: Cloud<E24cloud> = {
  readSettings: readE24cloudSettings,
  sessionOf: e24cloudSession,
  clientOf: ({ client }, limits) => client.within(limits),
  causeOf,
};

/** Why something at e24cloud failed, and what to do about it. */
export function causeOf(error: unknown): Cause {
  return {
    cause: messageOf(error),
    remedy: remedyFor(error),
    isCredential: isBadCredential(error),
  };
}

function remedyFor(error: unknown): string | undefined {
  if (isBadCredential(error)) {
    return "Check both: pulumi config set e24cloud:apiKey, pulumi config set --secret e24cloud:apiSecret.";
  }
  if (error instanceof ConnectionError && error.sent === "no") return ADDRESS_REMEDY;
  if (error instanceof ForeignAnswerError || (error instanceof ApiError && isNoAnswerOfTheApi(error)))
    return ADDRESS_REMEDY;
  return error instanceof Error ? remedyFor(error.cause) : undefined;
}

const ADDRESS_REMEDY = "Check e24cloud:endpoint, or leave it out and set e24cloud:region.";

/** A redirect, or the list of groups at an address that has none. */
const isNoAnswerOfTheApi = ({ status, call }: ApiError) =>
  (status >= 300 && status < 400) || (status === 404 && call.path === "/v2/groups");

const isBadCredential = (error: unknown) => error instanceof AuthenticationError && !isPage(error.body);
