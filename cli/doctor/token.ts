import { nameText } from "../../provider/text/printable";
import type { WaldurClient } from "../../provider/waldur/api/client";
import type { WireMe, WirePersonalToken } from "../../provider/waldur/api/schema";
import { type Check, ok, skipped } from "./check";

/** The scope without which a token of a staff user has no rights of staff. */
const STAFF = "STAFF.ACCESS";

/** From where a personal access token may be used, on what, and what it may not do; nothing of another token. */
export async function tokenLimits(client: WaldurClient, token: string, user: WireMe): Promise<Check[]> {
  if (!token.startsWith("w_")) return [];
  const tokens = await client.listPersonalTokens().catch(() => undefined);
  const found = (tokens ?? []).filter(({ token_prefix: shown }) => shown !== "" && token.startsWith(shown));
  const [own] = found;
  if (own === undefined || found.length > 1)
    return [skipped("Waldur does not show from which networks the token may be used, and for what")];
  return [ok(networks(own)), ok(bindings(own)), ...staffRights(own, user)];
}

const networks = ({ allowed_networks: allowed }: WirePersonalToken) =>
  `the token may be used from ${allowed?.length ? allowed.map(nameText).join(", ") : "any network"}`;

const bindings = ({ allowed_scopes: bound }: WirePersonalToken) =>
  bound?.length
    ? `the token acts only on ${bound.map(({ type, name }) => `${nameText(type)} "${nameText(name)}"`).join(", ")}`
    : "the token acts on all that its user may act on";

/** Who is not staff may not do these anyway. */
const staffRights = ({ scopes }: WirePersonalToken, { is_staff: isStaff }: WireMe): Check[] =>
  isStaff !== true || scopes?.includes(STAFF) === true
    ? []
    : [
        ok(
          `the token may not do what is for staff, such as waldur set-erred and waldur unlink: it lacks the scope ${STAFF}`,
        ),
      ];
