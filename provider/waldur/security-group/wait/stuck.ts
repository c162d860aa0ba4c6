import { nameText } from "../../../core/text/printable";
import { GroupFailure } from "../../api/failures";
import type { WireGroup } from "../../api/schema";

/** What can be done about a group whose deletion never ends. */
export const stuckFailure = ({ uuid, name }: Pick<WireGroup, "uuid" | "name">) =>
  new GroupFailure(
    `Waldur has been deleting the group "${nameText(name)}" (${uuid}) since before, without an end: it never came about in ` +
      "OpenStack, and Waldur has no task for that",
    `Let a staff user run npx pulumi-security-groups waldur unlink ${uuid}, with WALDUR_API_URL and ` +
      "WALDUR_ACCESS_TOKEN set, then run pulumi again.",
  );
