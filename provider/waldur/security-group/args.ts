import type * as pulumi from "@pulumi/pulumi";
import type { RulesInput } from "../rule/args";

export interface SecurityGroupArgs {
  /** Uuid or URL of the OpenStack tenant; a change replaces the group. @default the setting `waldur:tenant` */
  tenant?: pulumi.Input<string>;
  /** Unique in the tenant, at most 150 characters. @default the resource's own name */
  name?: pulumi.Input<string>;
  /** At most 255 characters. @default "" */
  description?: pulumi.Input<string>;
  /**
   * All the rules of the group; others are removed. Left out, the rules are not managed; `[]` allows nothing.
   * A group made through Waldur lets nothing out by itself: add `allow.egress()`.
   */
  rules?: RulesInput;
  /** Refuse a change of rules that would interrupt traffic which is allowed before and after. @default false */
  requireGapFree?: pulumi.Input<boolean>;
  /** Whether a delete that takes the group from servers, or removes rules of other groups, is told (`warn`) or refused
   * (`error`). @default "warn" */
  guard?: pulumi.Input<"warn" | "error">;
  /** What becomes of new rules that open SSH, databases or everything to the world, or are redundant. @default the setting `lint`: `"warn"` */
  lint?: pulumi.Input<"off" | "warn" | "error">;
  /**
   * Take over an existing group instead of making one: `true` for the one of that name in the tenant, where there is
   * one, or the group's uuid. Only so can OpenStack's own group `default` be managed, its rules alone.
   */
  adopt?: pulumi.Input<true | string>;
  /**
   * What to do about a group that Waldur cannot delete: fail, or make Waldur forget it, which needs the token
   * of a staff user. @default "fail"
   */
  onStuck?: pulumi.Input<"fail" | "unlink">;
}
