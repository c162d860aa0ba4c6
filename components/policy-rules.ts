import type * as pulumi from "@pulumi/pulumi";
import { parseCidr } from "../provider/net/ranges";
import { Cloud, cloudProblems } from "./cloud";
import { egressRules, ingressRules, joined, type NeutralRule, type Reading } from "./neutral-rules";
import type { EgressArgs, IngressArgs } from "./traffic-args";

/** What servers may do, in words of no cloud. */
export interface Policy {
  /** Where it holds, if that is left to the policy. */
  cloud?: Cloud;
  description?: pulumi.Input<string>;
  ingress?: IngressArgs[];
  egress?: EgressArgs[];
}

/** A policy as far as a cloud has words for it. */
export interface Expression {
  rules: NeutralRule[];
  /** What is lost, a sentence each: rules left out, and what is kept nowhere. Never more is open than the policy says. */
  losses: string[];
}

/** The rules of a policy. Without `ingress` nothing comes in, without `egress` nothing goes out. */
export function policyRules({ cloud, ingress = [], egress = [] }: Policy): Reading<NeutralRule[]> {
  return joined([
    { rules: [], problems: cloud === undefined ? [] : cloudProblems(cloud) },
    ...ingress.map((entry, n) => ingressRules(entry, `ingress[${n}]`)),
    ...egress.map((entry, n) => egressRules(entry, `egress[${n}]`)),
  ]);
}

/** What a cloud can express of a policy with these rules. */
export function expressed(rules: NeutralRule[], policy: { cloud: Cloud } & Policy): Expression {
  return policy.cloud === Cloud.waldur ? onWaldur(rules) : onE24cloud(rules, policy);
}

/** Waldur MasterMind API: a protocol that is not tcp, udp or icmp goes by its number, since May 2026. */
function onWaldur(rules: NeutralRule[]): Expression {
  const losses = rules
    .filter(({ traffic }) => traffic === "ipsec")
    .map(
      (rule) => `${formatPhrase(rule)} needs a Waldur of May 2026 or later, since others refuse ESP and AH`,
    );
  return { rules, losses };
}

/** e24cloud REST documentation: rules have addresses of IPv4 only and no groups, and nothing has a description. */
function onE24cloud(rules: NeutralRule[], { description }: Policy): Expression {
  const leftOut = rules.flatMap((rule) => {
    const reason = reasonAgainst(rule);
    return reason === undefined ? [] : [`${formatPhrase(rule)} is left out: ${reason}`];
  });
  const described = rules.filter((rule) => rule.description !== undefined).map(({ at }) => at);
  const descriptions = [...(description === undefined ? [] : ["the policy"]), ...new Set(described)];
  const kept = `e24cloud keeps no descriptions: that of ${descriptions.join(", ")} is left out`;
  return {
    rules: rules.filter((rule) => reasonAgainst(rule) === undefined),
    losses: [...leftOut, ...(descriptions.length === 0 ? [] : [kept])],
  };
}

function reasonAgainst(rule: NeutralRule): string | undefined {
  if (rule.peer === "members") {
    return "a rule of e24cloud can't name a group; list the addresses of the servers";
  }
  return isIPv6(rule) ? "e24cloud documents IPv4 addresses only" : undefined;
}

/** An address that is known only to the engine yet is taken as it is. */
function isIPv6({ peer }: NeutralRule): boolean {
  if (typeof peer === "string" || typeof peer.cidr !== "string") return false;
  const network = parseCidr(peer.cidr, { bareHost: "plain" });
  return !("problem" in network) && network.family === "IPv6";
}

/** `ingress[2] (tcp 8080 from this group)` */
function formatPhrase({ at, direction, traffic, peer }: NeutralRule): string {
  const what = typeof traffic === "string" ? traffic : `${traffic.protocol} ${traffic.ports}`;
  return `${at} (${what} ${direction === "ingress" ? "from" : "to"} ${formatPeer(peer)})`;
}

function formatPeer(peer: NeutralRule["peer"]): string {
  if (peer === "members") return "this group";
  if (peer === "anywhere") return peer;
  return typeof peer.cidr === "string" ? peer.cidr : "an address not known yet";
}
