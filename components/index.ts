export { Bastion, type BastionArgs } from "./bastion";
export { Cloud } from "./cloud";
export {
  FirewallPolicy,
  type E24cloudPolicyArgs,
  type FirewallPolicyArgs,
  type WaldurPolicyArgs,
} from "./firewall-policy";
export { LockedDefaultGroup, type LockedDefaultGroupArgs } from "./locked-default-group";
export type { OfferArgs, TierArgs } from "./tier-rules";
export { TieredApplication, type TieredApplicationArgs } from "./tiered-application";
export type { EgressArgs, IngressArgs, TrafficArgs } from "./traffic-args";
