/** The handlers that `runtime.ts` exports. State refers to them by these names, so they never change. */
export const handlerNames = [
  "waldurSecurityGroup",
  "waldurSecurityGroupRules",
  "waldurSecurityGroupAttachment",
  "e24cloudFirewallGroup",
] as const;
export type HandlerName = (typeof handlerNames)[number];
