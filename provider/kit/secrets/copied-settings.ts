import type { HandlerName } from "../handler-names";

/** Inputs that are taken from the settings where a program does not give them. */
export const copiedSettings: Readonly<Record<HandlerName, Readonly<Record<string, string>>>> = {
  waldurSecurityGroup: { apiUrl: "waldur:apiUrl", tenant: "waldur:tenant" },
  // The tenant is not one of their inputs; listed as secret, it keeps the output of that name out of state.
  waldurSecurityGroupRules: { apiUrl: "waldur:apiUrl", tenant: "waldur:tenant" },
  waldurSecurityGroupAttachment: { apiUrl: "waldur:apiUrl", tenant: "waldur:tenant" },
  e24cloudFirewallGroup: { endpoint: "e24cloud:endpoint" },
};
