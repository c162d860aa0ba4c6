import * as pulumi from "@pulumi/pulumi";
import { messageOf } from "../errors";
import { splitIgnoredPaths } from "./ignored-rules";
import { programContext } from "./program/program";
import { door } from "./door";
import { warnOfSettingInClear } from "./secrets/clear-settings";
import { CONTEXT } from "./program/program-context";
import { FORMER_SECRETS } from "./secrets/former-secrets";
import type { HandlerName } from "./handler-names";
import { REPLACE_ON_CHANGES } from "./replace-on-changes";
import { endHostsWithEngine } from "./program/end-hosts";
import { requireInstallation } from "./program/installation";
import { nativeType } from "./resource-types";
import { secretInputsOf } from "./secrets/secret-args";

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

/** What the SDK is told of a resource. */
interface Registration {
  readonly type: string;
  readonly props: pulumi.Inputs;
  readonly opts: pulumi.CustomResourceOptions;
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
    const given = { type, props, opts };
    const through = door();
    const registration =
      through.kind === "native" ? native(given, through.version) : dynamic(given, handler, name, more);
    super(registration.type, name, registration.props, registration.opts);
  }
}

function dynamic(
  { type, props, opts }: Registration,
  handler: HandlerName,
  name: string,
  more: pulumi.Inputs,
): Registration {
  requireInstallation();
  endHostsWithEngine();
  warnOfSettingInClear(SECRET_SETTINGS[handler]);
  if (opts.import !== undefined) throw new pulumi.RunError(importText(name, nativeType(type), opts.import));
  const ignored = ignoredPaths(name, opts);
  const own = {
    // The dynamic-provider host does not pass on Pulumi's own option.
    timeouts: opts.customTimeouts,
    secretInputs: secretInputsOf(props),
    ...(opts.replaceOnChanges === undefined ? {} : { [REPLACE_ON_CHANGES]: opts.replaceOnChanges }),
    [CONTEXT]: { ...programContext(type, name, opts), ...more, ...ignored.context },
    __provider: providerText(handler),
  };
  const additionalSecretOutputs = [...(opts.additionalSecretOutputs ?? []), FORMER_SECRETS];
  return {
    type,
    props: { ...props, ...own },
    opts: { ...withAlias(opts, nativeType(type)), ...ignored.opts, additionalSecretOutputs },
  };
}

/** Leaves paths into rules to the check, which alone knows rules by their keys. */
function ignoredPaths(name: string, { ignoreChanges = [] }: pulumi.CustomResourceOptions) {
  try {
    const { paths, rules } = splitIgnoredPaths(ignoreChanges);
    return rules.length === 0 ? {} : { opts: { ignoreChanges: paths }, context: { ignoredRules: rules } };
  } catch (error) {
    throw new pulumi.RunError(`"${name}": ${messageOf(error)}`);
  }
}

/** What the dynamic host does not tell, the engine tells the plugin. */
function native({ type, props, opts }: Registration, version: string): Registration {
  return { type: nativeType(type), props, opts: { version, ...withAlias(opts, type) } };
}

/** State that came by the other door is this resource's. */
const withAlias = (opts: pulumi.CustomResourceOptions, type: string) => ({
  ...opts,
  aliases: [...(opts.aliases ?? []), { type }],
});

/** The engine cannot import a dynamic resource: it would ask a provider whose code it does not have. */
const importText = (name: string, type: string, id: string) =>
  `"${name}": a dynamic resource cannot be imported. Leave import out and set adopt: "${id}", which takes the same ` +
  "group over; SecurityGroupRules takes over the rules of its group without. Or let the native plugin import it: " +
  `npx pulumi-security-groups plugin install, then pulumi import ${type} ${name} ${id}.`;
