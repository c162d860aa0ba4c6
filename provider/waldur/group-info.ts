import type { RuleMap } from "../core/rule-map";
import { groupUrl } from "./ids";
import { outputsOf, rulesOf, type SecurityGroupOutputs } from "./outputs";
import type { Rule } from "./rule";
import type { WireGroup } from "./wire";

/** A security group as the server tells it: every field of the API, in camelCase, with rules in canonical form. */
export interface SecurityGroupInfo extends SecurityGroupOutputs {
  /** 32 hex digits. */
  id: string;
  url: string;
  name: string;
  description: string;
  /** Id of the tenant. */
  tenant: string;
  /** By their readable keys. */
  rules: RuleMap<Rule>;
  /** When it was last changed, by anybody or by the server itself; as ISO 8601. */
  modified: string;
}

export function infoOf(group: WireGroup, apiUrl: string): SecurityGroupInfo {
  return {
    id: group.uuid,
    url: groupUrl(apiUrl, group.uuid),
    name: group.name,
    description: group.description,
    tenant: group.tenant_uuid,
    rules: rulesOf(group),
    modified: group.modified,
    ...outputsOf(group),
  };
}

/** Some fields of what is known. */
export function picked<Field extends keyof SecurityGroupInfo>(
  info: SecurityGroupInfo,
  fields: readonly Field[],
): Pick<SecurityGroupInfo, Field> {
  const part: Partial<Pick<SecurityGroupInfo, Field>> = {};
  for (const field of fields) part[field] = info[field];
  return complete(part, fields);
}

function complete<Field extends keyof SecurityGroupInfo>(
  part: Partial<Pick<SecurityGroupInfo, Field>>,
  fields: readonly Field[],
): Pick<SecurityGroupInfo, Field> {
  const has = (one: typeof part): one is Pick<SecurityGroupInfo, Field> =>
    fields.every((field) => field in one);
  if (has(part)) return part;
  throw new RangeError("not all fields are there");
}

/** The API's names of the fields that these are made of. */
export function wireFields(fields: readonly (keyof SecurityGroupInfo)[]): string[] {
  const names = fields.flatMap((field) => MADE_OF[field] ?? [snakeCase(field)]);
  return [...new Set(["uuid", ...names])];
}

const MADE_OF: Partial<Record<keyof SecurityGroupInfo, string[]>> = {
  id: ["uuid"],
  url: ["uuid"],
  tenant: ["tenant_uuid"],
  errorMessage: ["state", "error_message", "error_traceback"],
};

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
