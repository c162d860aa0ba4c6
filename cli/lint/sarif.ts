import type { Log, ReportingDescriptor, Result } from "sarif";
import { findingKinds, kindNames } from "./kinds";
import type { GroupFinding } from "./find";

/** Where the schema of SARIF 2.1.0 is (OASIS). */
export const SARIF_SCHEMA =
  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

export interface SarifOptions {
  readonly version: string;
  /** The file that the groups are declared in, where it is known: readers of SARIF want one. */
  readonly file?: string | undefined;
}

/** Findings as SARIF 2.1.0. A finding is the same one for as long as its group and its rule are. */
export function sarif(findings: readonly GroupFinding[], { version, file }: SarifOptions): Log {
  const driver = {
    name: "pulumi-security-groups",
    version,
    rules: kindNames.map((id): ReportingDescriptor => ({
      id,
      shortDescription: { text: findingKinds[id].text },
      defaultConfiguration: { level: findingKinds[id].level },
    })),
  };
  return {
    $schema: SARIF_SCHEMA,
    version: "2.1.0",
    runs: [{ tool: { driver }, results: findings.map((finding) => resultOf(finding, file)) }],
  };
}

function resultOf({ kind, key, message, group }: GroupFinding, file: string | undefined): Result {
  const place = { name: key, kind: "rule", fullyQualifiedName: `${group.cloud}/${group.title}/${key}` };
  return {
    ruleId: kind,
    ruleIndex: kindNames.indexOf(kind),
    level: findingKinds[kind].level,
    message: { text: `${group.title}: ${message}.` },
    locations: [
      {
        ...(file !== undefined && {
          physicalLocation: { artifactLocation: { uri: file }, region: { startLine: 1 } },
        }),
        logicalLocations: [place],
      },
    ],
    partialFingerprints: { "groupAndRule/v1": `${kind}/${group.cloud}/${group.id}/${key}` },
  };
}
