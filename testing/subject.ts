import * as pulumi from "@pulumi/pulumi";
import type { RuleArgs as E24cloudRule } from "../provider/e24cloud";
import type { RuleArgs as WaldurRule } from "../provider/waldur";
import { rulesProps as e24cloudRules } from "../provider/e24cloud/firewall-group/resource";
import { rulesProps as waldurRules } from "../provider/waldur/security-group/resource";
import type { Cloud } from "./clouds";

/** A `waldur.SecurityGroup`, an `e24cloud.FirewallGroup`, or whatever else of this package has rules. */
export interface GroupResource extends pulumi.CustomResource {
  readonly rules: pulumi.Output<unknown>;
}

/** Rules without a group, such as a function of a program returns: `{ waldur: webRules() }`. */
export type PlainRules =
  | { readonly waldur: pulumi.Input<pulumi.Input<WaldurRule>[]> }
  | { readonly e24cloud: pulumi.Input<pulumi.Input<E24cloudRule>[]> };

/** What can be asked what it allows. */
export type Subject = GroupResource | PlainRules;

/** Where the rules of a subject come from. */
export interface Source {
  readonly cloud: Cloud;
  readonly rules: pulumi.Input<unknown>;
  /** The resource, where there is one. */
  readonly group?: GroupResource;
}

/** @throws {TypeError} for anything else: a program without types can pass anything */
export function sourceOf(subject: Subject): Source {
  if (pulumi.CustomResource.isInstance(subject)) {
    const cloud = cloudOf(subject);
    if (cloud !== undefined) return { cloud, rules: subject.rules, group: subject };
  } else if (typeof subject === "object" && subject !== null) {
    if ("waldur" in subject) return { cloud: "waldur", rules: waldurRules("rules", subject.waldur).rules };
    if ("e24cloud" in subject)
      return { cloud: "e24cloud", rules: e24cloudRules("rules", subject.e24cloud).rules };
  }
  throw new TypeError(
    "this has no rules: pass a SecurityGroup, a FirewallGroup, or rules as { waldur: […] } or { e24cloud: […] }",
  );
}

/** Whether something is a group that rules can name. */
export function isGroup(value: unknown): value is GroupResource {
  return pulumi.CustomResource.isInstance(value) && cloudOf(value) !== undefined;
}

const clouds: readonly Cloud[] = ["waldur", "e24cloud"];

function cloudOf(resource: pulumi.CustomResource): Cloud | undefined {
  const type = "__pulumiType" in resource ? String(resource.__pulumiType) : "";
  return clouds.find((cloud) => type.startsWith(`pulumi-nodejs:dynamic/${cloud}:`));
}
