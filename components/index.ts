export { Cloud } from "./cloud";
export {
  FirewallPolicy,
  type E24cloudPolicyArgs,
  type FirewallPolicyArgs,
  type WaldurPolicyArgs,
} from "./firewall-policy";
export { LockedDefaultGroup, type LockedDefaultGroupArgs } from "./locked-default-group";
export type { EgressArgs, IngressArgs, TrafficArgs } from "./traffic-args";
