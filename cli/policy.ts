export { intentPolicies } from "./intents/policies";
export { type LintPolicy, lintPolicies, type PolicyOptions } from "./lint/policies";
export type { FindingKind } from "../provider/traffic/lint";
