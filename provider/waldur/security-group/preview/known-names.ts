import type { Props } from "../../../kit/handlers";
import { secretsOf, type WithSecrets } from "../../../kit/secrets/secret-inputs";
import { isFields } from "../../../rules/rule-map";
import { isUnknown } from "../../../rules/unknowns";
import { parseId } from "../../api/ids";
import type { WaldurSession } from "../../api/session";
import type { WaldurCheck } from "./existing";

/** Keeps the name of a group out of messages about others, where it is secret. */
export function hideSecretName(
  session: () => WaldurSession,
  props: { readonly name?: unknown } & WithSecrets,
): void {
  const { name } = props;
  if (typeof name === "string" && secretsOf(props).includes("name")) session().names.hide(name);
}

/** Learns what the program calls the groups in rules. */
export function noteNames({ session }: WaldurCheck, given: Props): void {
  const { rules } = given;
  hideSecretName(session, given);
  if (!Array.isArray(rules)) return;
  for (const { remoteGroup, remoteGroupName } of rules.filter(isFields)) {
    if (typeof remoteGroup !== "string" || typeof remoteGroupName !== "string") continue;
    const id = parseId(remoteGroup);
    if (id !== undefined && !isUnknown(remoteGroupName)) session().names.learn(id, remoteGroupName);
  }
}
