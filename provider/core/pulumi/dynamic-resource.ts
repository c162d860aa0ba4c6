import * as pulumi from "@pulumi/pulumi";
import { programContext } from "./program";
import { warnOfSettingInClear } from "./secrets/clear-settings";
import { CONTEXT } from "./program-context";
import { FORMER_SECRETS } from "./secrets/former-secrets";
import { requireInstallation } from "./installation";
import { secretInputsOf } from "./secrets/secret-args";

/** The handlers that `runtime.ts` exports. State refers to them by these names for ever. */
export type HandlerName = "waldurSecurityGroup" | "waldurSecurityGroupRules" | "e24cloudFirewallGroup";

const SECRET_SETTINGS: Readonly<Record<HandlerName, string>> = {
  waldurSecurityGroup: "waldur:token",
  waldurSecurityGroupRules: "waldur:token",
  e24cloudFirewallGroup: "e24cloud:apiSecret",
};

/**
 * The whole code that goes into state: a line that names the package's permanent entry. It never changes, so a new
 * release of the package never shows as a diff, and old state always runs the installed code.
 */
export function providerText(handler: HandlerName): string {
  return `exports.handler = () => require("pulumi-security-groups/provider").${handler};`;
}

/** A resource whose create, read, update and delete are in this package. */
export abstract class DynamicResource extends pulumi.CustomResource {
  protected constructor(
    type: string,
    handler: HandlerName,
    name: string,
    props: pulumi.Inputs,
    opts: pulumi.CustomResourceOptions = {},
    /** What checks of this type must know beside. */
    more: pulumi.Inputs = {},
  ) {
    requireInstallation();
    warnOfSettingInClear(SECRET_SETTINGS[handler]);
    if (opts.import !== undefined) throw new pulumi.RunError(importText(name, opts.import));
    // The dynamic-provider host does not pass on Pulumi's own option.
    const timeouts = opts.customTimeouts;
    const context = { ...programContext(type, name, opts), ...more };
    const own = {
      timeouts,
      secretInputs: secretInputsOf(props),
      [CONTEXT]: context,
      __provider: providerText(handler),
    };
    const additionalSecretOutputs = [...(opts.additionalSecretOutputs ?? []), FORMER_SECRETS];
    super(type, name, { ...props, ...own }, { ...opts, additionalSecretOutputs });
  }
}

/** The engine cannot import a dynamic resource: it would ask a provider whose code it does not have. */
const importText = (name: string, id: string) =>
  `"${name}": a resource of this package cannot be imported. Leave import out and set adopt: "${id}", which takes the same ` +
  "group over; SecurityGroupRules takes over the rules of its group without";
