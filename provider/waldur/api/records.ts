import type { Deadline } from "../../http/deadline";
import { perOwner } from "../../run/run";
import { PREVIEW_TIMEOUT } from "../../run/seen";
import type { WireEvent } from "./schema";
import type { WaldurSession } from "./session";

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
