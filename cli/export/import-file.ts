import { nativeTypeOf } from "../../provider/kit/resource-types";
import { inJavaScript } from "./ascii";
import type { Plan } from "./plan";

const TYPES = {
  waldur: nativeTypeOf("waldurSecurityGroup"),
  e24cloud: nativeTypeOf("e24cloudFirewallGroup"),
} as const;

/** What `pulumi import --file` takes. Each group comes with its rules, so that no resource for rules is needed. */
export function importFile({ declarations }: Plan): string {
  const resources = declarations
    .filter(({ kind }) => kind === "group")
    .map(({ group, names }) => ({
      type: TYPES[group.cloud],
      name: names.resource,
      id: group.id,
    }));
  const text = JSON.stringify({ resources }, null, 2).split("\n").map(inJavaScript).join("\n");
  return `${text}\n`;
}
