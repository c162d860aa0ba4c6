import type { CheckWork } from "../../../kit/crud";
import { perOwner } from "../../../run/run";
import { causeText } from "../../../text/failure";
import { PREVIEW_TIMEOUT, PreviewLists } from "../../../run/preview-list";
import { causeOf } from "../../api/cloud";
import type { Group } from "../../api/group";
import type { E24cloudSession } from "../../api/session";
import type { E24cloudSettings } from "../../api/settings";

export type E24cloudCheck = CheckWork<E24cloudSettings, E24cloudSession>;

/** What the account has, as a preview needs to know it. */
export interface AccountPreview {
  readonly groups: readonly Group[];
  /** A group with its rules, where the list leaves them out; undefined where it cannot be had. */
  readonly whole: (group: Group) => Promise<Group | undefined>;
}

/** What an update does about names that its preview could not look for. */
const UNSEEN =
  "Where the account has a group of the name of a new one, pulumi up uses it if it is empty, and makes another of that " +
  "name if it is not.";

/** What accounts have, each asked for once a session in one try. */
const accountPreviews = perOwner(({ client: unlimited, reader }: E24cloudSession) => {
  const client = unlimited.within({ patience: 0, timeout: PREVIEW_TIMEOUT });
  const whole = async (group: Group) =>
    group.complete ? group : reader.one(client, group.id).catch(() => undefined);
  const list = async (): Promise<AccountPreview> => ({ groups: await reader.list(client), whole });
  return new PreviewLists(list, (error) => `${causeText(causeOf(error))} ${UNSEEN}`);
});

/** What the account has; undefined where the server does not answer. */
export async function accountPreview(work: E24cloudCheck): Promise<AccountPreview | undefined> {
  return accountPreviews(work.session()).of("account", work.print);
}
