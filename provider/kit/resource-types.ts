/** The handlers that `runtime.ts` exports. State refers to them by these names, so they never change. */
export const handlerNames = [
  "waldurSecurityGroup",
  "waldurSecurityGroupRules",
  "waldurSecurityGroupAttachment",
  "e24cloudFirewallGroup",
] as const;
export type HandlerName = (typeof handlerNames)[number];

/** The package as Pulumi's settings and the native plugin name it. */
export const PACKAGE = "security-groups";

/** The types of the dynamic resources. State refers to them, so they never change. */
export const dynamicTypes = {
  waldurSecurityGroup: "pulumi-nodejs:dynamic/waldur:SecurityGroup",
  waldurSecurityGroupRules: "pulumi-nodejs:dynamic/waldur:SecurityGroupRules",
  waldurSecurityGroupAttachment: "pulumi-nodejs:dynamic/waldur:SecurityGroupAttachment",
  e24cloudFirewallGroup: "pulumi-nodejs:dynamic/e24cloud:FirewallGroup",
} as const satisfies Record<HandlerName, string>;

/** A type of dynamic resource as the plugin has it: `security-groups:waldur:SecurityGroup`. */
export const nativeType = (type: string) => type.replace(/^pulumi-nodejs:dynamic\//, `${PACKAGE}:`);

/** The type that the plugin has for what a handler handles. */
export const nativeTypeOf = (handler: HandlerName) => nativeType(dynamicTypes[handler]);

const handlers = new Map<string, HandlerName>(
  handlerNames.flatMap((handler) => [
    [dynamicTypes[handler], handler],
    [nativeTypeOf(handler), handler],
  ]),
);

/** The handler of a type of resource in either provider mode; undefined for other types. */
export const handlerOf = (type: string): HandlerName | undefined => handlers.get(type);

/** Whether a resource is of a type of this package, in either provider mode. */
export const isOfType = (value: object, type: string): boolean =>
  "__pulumiType" in value && (value.__pulumiType === type || value.__pulumiType === nativeType(type));
