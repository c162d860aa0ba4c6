import type * as pulumi from "@pulumi/pulumi";
import type { RulesInput } from "../rule/args";

/** Something that rules must go on to let in. */
export interface ReachableArgs {
  /** @default "tcp" */
  protocol?: "tcp" | "udp";
  /** One port, or `from-to`. */
  ports: number | string;
  /** Host or network, or several. @default anywhere */
  from?: string | string[];
}

export interface FirewallGroupArgs {
  /** The group's name, which e24cloud can't change: another one makes another group. @default the resource's own name */
  name?: pulumi.Input<string>;
  /** The rules, in any order. Left out: not managed. `[]`: none. */
  rules?: RulesInput;
  /** Ids of servers. Left out: not managed. Others that are attached stay, unless `exclusiveMembers` is set. */
  virtualMachines?: pulumi.Input<pulumi.Input<string>[]>;
  /** Ids of users. Left out: not managed. */
  users?: pulumi.Input<pulumi.Input<string>[]>;
  /** Ids of other resources, such as load balancers. Left out: not managed. */
  resources?: pulumi.Input<pulumi.Input<string>[]>;
  /** Detach what the program does not name, of the kinds that it gives a list for. @default false */
  exclusiveMembers?: pulumi.Input<boolean>;
  /**
   * Whether the firewall is on. It can't be read back: what is in state is what was last sent.
   * @default the switch is not touched; a new group's is off
   */
  active?: pulumi.Input<boolean>;
  /** What becomes of the rules that e24cloud adds by itself: everything out, SSH and DHCP in. @default "keep" */
  defaultRules?: pulumi.Input<"keep" | "remove">;
  /** Whether dangerous changes are warned of or refused. @default "warn" */
  guard?: pulumi.Input<"warn" | "error">;
  /** What becomes of new rules that open SSH, databases or everything to the world, or are redundant. @default the setting `lint`: `"warn"` */
  lint?: pulumi.Input<"off" | "warn" | "error">;
  /** What the rules must let in at any time; `guard` says what happens otherwise. */
  keepReachable?: pulumi.Input<ReachableArgs[]>;
  /**
   * Take over a group: that of the same name (`true`; where there is none, it is made), or that with this id. It then
   * belongs to the program: a destroy deletes it, unless the resource has the option `retainOnDelete`.
   */
  adopt?: pulumi.Input<true | string>;
}
