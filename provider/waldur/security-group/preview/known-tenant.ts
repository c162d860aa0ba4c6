import { AuthenticationError, NotFoundError } from "../../../http/errors";
import { PREVIEW_TIMEOUT } from "../../../run/preview-list";
import { perOwner } from "../../../run/run";
import type { WireTenant } from "../../api/schema";
import type { WaldurSession } from "../../api/session";

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
