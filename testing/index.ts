export type { Finding, FindingKind } from "../provider/traffic/lint";
export { explain, type Explanation } from "./explain";
export { lint } from "./lint";
export { securityGroupMatchers, type SecurityGroupMatchers } from "./matchers";
export { reachability, type Reach } from "./reachability";
export type { GroupResource, PlainRules, Subject } from "./subject";
export type { Peer, TrafficQuery } from "./traffic-query";
