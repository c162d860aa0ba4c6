import type { HandlerName } from "../../provider/core/pulumi/handler-names";
import { PACKAGE } from "../../provider/core/pulumi/resource-types";

/** The types of the package's resources, with what handles them. */
export const resourceTypes: Readonly<Record<HandlerName, string>> = {
  waldurSecurityGroup: `${PACKAGE}:waldur:SecurityGroup`,
  waldurSecurityGroupRules: `${PACKAGE}:waldur:SecurityGroupRules`,
  e24cloudFirewallGroup: `${PACKAGE}:e24cloud:FirewallGroup`,
};

/** The type in a resource's URN: `urn:pulumi:stack::project::parent$type::name`. */
export const typeOf = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? "";

/** The resource's own name in the program. */
export const nameOf = (urn: string): string => urn.split("::").at(-1) ?? "";
