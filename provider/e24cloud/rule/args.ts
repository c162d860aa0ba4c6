import type * as pulumi from "@pulumi/pulumi";
import type { RuleMap } from "../../core/rules/rule-map";
import type { Protocol } from "./protocols";
import type { Rule } from "./rule";

/** A word of the API, in any letter case. */
type AnyCase<Word extends string> = Word | Lowercase<Word>;
/** Any other text, such as lookups may tell; editors go on proposing the words. */
type OtherText = string & Record<never, never>;

/** A rule: the traffic that it allows. Whatever is left out is not limited. */
export interface RuleArgs {
  /** @default "IN" */
  direction?: pulumi.Input<AnyCase<"IN" | "OUT">>;
  /** @default any protocol */
  protocol?: pulumi.Input<AnyCase<Protocol> | OtherText>;
  /** Host or network that packets come from. @default any */
  srcAddress?: pulumi.Input<string>;
  /** Host or network that packets go to. @default any */
  dstAddress?: pulumi.Input<string>;
  /** One port, or `from-to`, instead of `minPort` and `maxPort`. With TCP, UDP and SCTP. */
  ports?: pulumi.Input<number | string>;
  minPort?: pulumi.Input<number>;
  maxPort?: pulumi.Input<number>;
  /** Hosts or networks of the far side, one rule each: sources of what comes in, destinations of what goes out. */
  cidrs?: pulumi.Input<pulumi.Input<string>[]>;
  /** 0 to 255. */
  icmpType?: pulumi.Input<number>;
  /** 0 to 255; with an `icmpType`. */
  icmpCode?: pulumi.Input<number>;
  /** Told by lookups, whose rules can be given as they are; of no effect. */
  id?: pulumi.Input<number | string>;
}

/** Rules in any order, or the rules of a lookup. */
export type RulesInput = pulumi.Input<pulumi.Input<RuleArgs>[] | RuleMap<Rule>>;
