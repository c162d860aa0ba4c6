import type * as pulumi from "@pulumi/pulumi";
import type { RulesInput } from "../rule/args";

/** Traffic that rules must always allow. */
export interface ReachableArgs {
  /** Protocol of the ports. @default "tcp" */
  protocol?: "tcp" | "udp";
  /** `22`, `"22"` or `"8000-8100"`. */
  ports: number | string;
  /** Host or network, or several: `"203.0.113.0/24"`. An empty value is refused. @default anywhere */
  from?: string | string[];
}

export interface FirewallGroupArgs {
  /**
   * The group's name, which e24cloud can't change: with another one a new group is made, then the old one is deleted.
   * @default the resource's own name, or what `pulumi:autonaming` makes of it
   */
  name?: pulumi.Input<string>;
  /**
   * All the rules of the group, in any order; others that a refresh has shown are removed. `[]`: none.
   * @default the rules are not managed
   * @example
   * rules: [...e24cloud.allow.https(), { protocol: "tcp", ports: 22, cidrs: ["203.0.113.0/24"] }, ...e24cloud.allow.egress()]
   */
  rules?: RulesInput;
  /**
   * What an update of the rules does about a rule that somebody else has added since the last refresh: leave it and report it,
   * remove it, or refuse the update before it writes anything. A refresh shows such a rule, and the update after it removes
   * it. An update that does not change `rules` touches no rule.
   * @default "leave"
   */
  foreignRules?: pulumi.Input<"leave" | "remove" | "refuse">;
  /**
   * Ids of servers, such as `24e12e20-0851-5354-e2c3-04b16c4c9c45`. Others that are attached stay, unless
   * `exclusiveMembers` is set. A destroy leaves servers without the group, and open to all traffic where it was their only one.
   * @default who is attached is not managed
   */
  virtualMachines?: pulumi.Input<pulumi.Input<string>[]>;
  /** Ids of users. @default who is attached is not managed */
  users?: pulumi.Input<pulumi.Input<string>[]>;
  /** Ids of other resources, such as load balancers. @default what is attached is not managed */
  resources?: pulumi.Input<pulumi.Input<string>[]>;
  /** Detach what the program does not name, of the kinds that it gives a list for. @default false */
  exclusiveMembers?: pulumi.Input<boolean>;
  /**
   * Whether the firewall is on. It can't be read back: what is in state is what was last sent. With `true`, what no rule
   * allows is closed, outwards too.
   * @default the switch is not touched; a new group's is off
   */
  active?: pulumi.Input<boolean>;
  /**
   * What happens to the rules that e24cloud adds to a new group by itself: everything out, SSH and DHCP in. `remove` deletes
   * those that the program does not have, so that `rules` are all rules of the group; `keep` leaves them in addition to
   * the rules of the program. A group made by a version of before this default keeps them until the program says `remove`.
   * @default "remove"
   */
  defaultRules?: pulumi.Input<"keep" | "remove">;
  /**
   * Whether what endangers servers is warned of or refused: a lock-out, and a server that no group filters from then on, since it
   * is detached, or the firewall goes off, or the group is replaced or deleted. A firewall of which state says nothing counts
   * as on. Pulumi asks nothing about a delete in a preview: `pulumi up` and `pulumi destroy` warn or refuse, by
   * what the last `pulumi up` has set.
   * @default "warn"
   */
  guard?: pulumi.Input<"warn" | "error">;
  /** What happens to new rules that open SSH, databases or everything to the world, or are redundant. @default the setting `lint`: `"warn"` */
  lint?: pulumi.Input<"off" | "warn" | "error">;
  /**
   * What the rules must let in at any time; `guard` says what happens otherwise.
   * @default nothing
   * @example
   * keepReachable: [{ ports: 22, from: "203.0.113.0/24" }]
   */
  keepReachable?: pulumi.Input<ReachableArgs[]>;
  /**
   * Adopt a group: the one with the same name (`true`; if there is none, it is created), or the one with this id. It then
   * belongs to the program: a destroy deletes it, unless the resource has the option `retainOnDelete`.
   * @default a new group is made, unless there is an empty one of that name
   */
  adopt?: pulumi.Input<true | string>;
}
