import { causeText } from "../../../text/failure";
import { perOwner } from "../../../run/run";
import { PREVIEW_TIMEOUT, PreviewLists } from "../../../run/preview-list";
import { causeOf } from "../../api/failures";
import type { WireGroup, WireTenant } from "../../api/schema";
import type { WaldurSession } from "../../api/session";
import { knownTenant } from "./known-tenant";

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
