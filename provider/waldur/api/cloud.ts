import { undefinedIfNotFound } from "../../http/errors";
import type { CheckWork, Cloud, Work } from "../../kit/operation";
import type { WaldurClient } from "./client";
import { causeOf, GroupFailure } from "./failures";
import { waldurSession, type WaldurSession } from "./session";
import { readWaldurSettings, type WaldurSettings } from "./settings";

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
