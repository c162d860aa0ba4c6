import * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../dynamic-resource";
import type { FirewallGroupOutputs } from "./outputs";
import type { Protocol, Rule } from "./rule";

/** A word of the API, in any letter case. */
type AnyCase<Word extends string> = Word | Lowercase<Word>;

/** A rule: the traffic that it allows. Whatever is left out is not limited. */
export interface RuleArgs {
  /** @default "IN" */
  direction?: pulumi.Input<AnyCase<"IN" | "OUT">>;
  /** @default any protocol */
  protocol?: pulumi.Input<AnyCase<Protocol>>;
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
}

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
  rules?: pulumi.Input<pulumi.Input<RuleArgs>[]>;
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
  /** What the rules must let in at any time; `guard` says what happens otherwise. */
  keepReachable?: pulumi.Input<ReachableArgs[]>;
  /** Refuse changes that would interrupt allowed traffic. Here no change ever has to. @default false */
  requireGapless?: pulumi.Input<boolean>;
  /** Take over a group: that of the same name (`true`; where there is none, it is made), or that with this id. */
  adopt?: pulumi.Input<true | string>;
}

/**
 * A group of e24cloud with its firewall rules, its members and its firewall switch.
 *
 * Changed rules are changed one by one, in an order in which traffic that is allowed before and after is allowed
 * all the time.
 *
 * @example
 * const web = new e24cloud.FirewallGroup("web", {
 *   rules: [...e24cloud.allow.https(), ...e24cloud.allow.ssh({ from: ["203.0.113.0/24"] }), ...e24cloud.allow.egress()],
 *   virtualMachines: [serverId],
 *   active: true,
 * });
 */
export class FirewallGroup extends DynamicResource {
  static readonly __pulumiType = "pulumi-nodejs:dynamic/e24cloud:FirewallGroup";

  declare readonly name: pulumi.Output<string>;
  /** The rules by readable keys such as `ingress tcp 443 from anywhere`; undefined where they are not managed. */
  declare readonly rules: pulumi.Output<Record<string, Rule> | undefined>;
  declare readonly virtualMachines: pulumi.Output<string[] | undefined>;
  declare readonly users: pulumi.Output<string[] | undefined>;
  declare readonly resources: pulumi.Output<string[] | undefined>;
  /** What was last sent to the switch, which can't be read back. */
  declare readonly active: pulumi.Output<boolean | undefined>;
  /** The address of the API that the group was made at. */
  declare readonly endpoint: pulumi.Output<string>;
  declare readonly owner: pulumi.Output<FirewallGroupOutputs["owner"]>;
  declare readonly permissions: pulumi.Output<FirewallGroupOutputs["permissions"]>;
  /** Names, labels and types of the members that the program names; left out where their ids are secret. */
  declare readonly attached: pulumi.Output<FirewallGroupOutputs["attached"]>;

  constructor(name: string, args: FirewallGroupArgs = {}, opts?: pulumi.CustomResourceOptions) {
    // A forced replacement would first adopt the group again and then delete it.
    const adopting = args.adopt === undefined ? {} : { deleteBeforeReplace: true };
    const { virtualMachines, users, resources } = args;
    super(
      FirewallGroup.__pulumiType,
      "e24cloudFirewallGroup",
      name,
      {
        ...args,
        name: args.name ?? name,
        secretRules: whereSecret(args.rules),
        secretMembers: whereSecret([virtualMachines, users, resources]),
        ...outputsOnly,
      },
      { ...adopting, ...opts },
    );
  }

  /** A group that is not managed here, by its id. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): FirewallGroup {
    return new FirewallGroup(name, {}, { ...opts, id });
  }

  static override isInstance(value: unknown): value is FirewallGroup {
    return (
      pulumi.CustomResource.isInstance(value) &&
      "__pulumiType" in value &&
      value.__pulumiType === FirewallGroup.__pulumiType
    );
  }
}

/** Makes the SDK give the instance these outputs. */
const outputsOnly = { endpoint: undefined, owner: undefined, permissions: undefined, attached: undefined };

/** True where a secret stands anywhere inside, for messages to keep quiet. */
async function whereSecret(value: pulumi.Input<unknown>): Promise<true | undefined> {
  return (await pulumi.isSecret(pulumi.output(value))) || undefined;
}
