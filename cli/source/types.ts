import type { HandlerName } from "../../provider/core/pulumi/handler-names";
import { nativeType } from "../../provider/core/pulumi/resource-types";

const dynamic = {
  "pulumi-nodejs:dynamic/waldur:SecurityGroup": "waldurSecurityGroup",
  "pulumi-nodejs:dynamic/waldur:SecurityGroupRules": "waldurSecurityGroupRules",
  "pulumi-nodejs:dynamic/e24cloud:FirewallGroup": "e24cloudFirewallGroup",
} as const satisfies Record<string, HandlerName>;

const handlers = new Map<string, HandlerName>(
  Object.entries(dynamic).flatMap(([type, handler]) => [
    [type, handler],
    [nativeType(type), handler],
  ]),
);

/** What a type of resource is, by whichever door it came; undefined for others. */
export const handlerOf = (type: string): HandlerName | undefined => handlers.get(type);
