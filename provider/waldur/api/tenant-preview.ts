import { causeText } from "../../text/failure-text";
import { perOwner } from "../../run/run";
import { PREVIEW_TIMEOUT, PreviewLists } from "../../run/seen";
import { AuthenticationError, NotFoundError } from "../../http/errors";
import { causeOf } from "./failures";
import type { WireGroup, WireTenant } from "./schema";
import type { WaldurSession } from "./session";

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
