import type { Log } from "sarif";
import { SARIF_SCHEMA } from "../lint/sarif";
import type { Outcome } from "./outcome";

const rules = [
  { id: "intent-broken", shortDescription: { text: "An intent does not hold." } },
  { id: "intent-unknown", shortDescription: { text: "It is not known whether an intent holds." } },
];

/** The result as SARIF 2.1.0. */
export function intentsSarif({ file, findings }: Outcome, version: string): Log {
  const driver = { name: "pulumi-security-groups", version, rules };
  return {
    $schema: SARIF_SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver },
        results: findings.map(({ place, state, level, text }) => ({
          ruleId: `intent-${state}`,
          ruleIndex: state === "broken" ? 0 : 1,
          level: level === "error" ? "error" : "warning",
          message: { text: `${place}: ${text}.` },
          locations: [{ physicalLocation: { artifactLocation: { uri: file }, region: { startLine: 1 } } }],
          partialFingerprints: { "intent/v1": `${place}/${text}` },
        })),
      },
    ],
  };
}
