/** The handlers that `runtime.ts` exports. State refers to them by these names for ever. */
export type HandlerName = "waldurSecurityGroup" | "waldurSecurityGroupRules" | "e24cloudFirewallGroup";
