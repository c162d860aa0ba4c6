import type { z } from "zod";
import { type Checked, checkFields, flag, oneOf, text } from "../../kit/fields";
import type { CheckSteps } from "../../kit/define-resource";
import type { Props } from "../../kit/handlers";
import { logicalName, nameInUrn } from "../../kit/program-context";
import { secretInputs, secretRuleEntries, secretsOf } from "../../kit/secrets";
import { timeouts } from "../../kit/settings";
import { type Fields, containsUnknown, isUnknown, UNKNOWN } from "../../rules/rule-map";
import { lackOf } from "../../rules/values";
import type { FollowedUp } from "../../run/resources";
import { quoted } from "../../text/printable";
import { idField, parseId } from "../api/ids";
import { type TargetKind, targetKinds, targets } from "../api/targets";
import { isFinished } from "../security-group/state";
import type { Waldur, WaldurCheck } from "../api/session";
import { changeStatement } from "./statement";
import { areGroupsSecret, haveSameGroups, readInputs, targetOf } from "./inputs";
import { wantedPairs, labelOf } from "./existing";
import { type NamedGroup, programRules } from "./traffic";

const schemas = {
  name: text,
  instance: idField(targets.instance.title),
  port: idField(targets.port.title),
  loadBalancer: idField(targets.loadBalancer.title),
  exclusive: flag,
  guard: oneOf("warn", "error"),
  timeouts,
  secretInputs,
} satisfies Record<TargetKind, z.ZodType> & Record<string, z.ZodType>;

/**
 * How a SecurityGroupAttachment is checked, and what a change means for the target. Only a change of its groups asks the
 * server, once for each target and tenant.
 */
export const attachmentCheck: CheckSteps<Waldur, Fields> = {
  fields: (work, { given }) => allInputs(work, given),
  wants: (work, inputs) => {
    const target = targetOf(inputs);
    if (target === undefined || isUnknown(target.id)) return [];
    const { securityGroups } = inputs;
    const groups = Array.isArray(securityGroups) ? securityGroups.filter((id) => !isUnknown(id)) : [];
    return wantedPairs({
      apiUrl: work.settings.apiUrl,
      target,
      groups: groups.map(String),
      exclusive: inputs["exclusive"] === true,
      nameOf: areGroupsSecret(inputs) ? () => "(secret)" : (id) => labelOf(work.session(), id),
    });
  },
  statement: async (work, { inputs }, { olds, given, isRefused }) => {
    const { groups } = readGroups(work, given["securityGroups"]);
    const state = (former: readonly string[], outputs: Props): Promise<FollowedUp> => {
      const name = String(inputs["name"]);
      return groups === undefined
        ? Promise.resolve({ problems: [], notes: [`${name}: its groups are not known yet`] })
        : changeStatement(work, inputs, { former, groups }, outputs);
    };
    if (Object.keys(olds).length === 0) return isRefused ? { problems: [] } : state([], {});
    const followUp = async (outputs: Props): Promise<FollowedUp> => {
      const former = readInputs(outputs);
      if (isFinished(outputs) && haveSameGroups(former, inputs)) return { problems: [] };
      return state(former.securityGroups, outputs);
    };
    return { problems: [], followUp };
  },
};

function allInputs(work: WaldurCheck, given: Props): Checked {
  const { inputs: fields, problems } = checkedFields(work, given);
  const { groups, problems: wrong } = readGroups(work, given["securityGroups"]);
  const securityGroups = groups === undefined ? given["securityGroups"] : listOf(groups);
  const secret = hiddenParts(work, groups ?? []);
  const inputs: Props = {
    ...fields,
    securityGroups,
    ...(secret.length === 0 ? {} : { secretInputs: secretsOf(fields, { secretInputs: secret }) }),
  };
  return { inputs, problems: [...problems, ...wrong] };
}

function checkedFields({ settings: { apiUrl }, program }: WaldurCheck, given: Props): Checked {
  const { name = logicalName(program) } = given;
  const { inputs, problems } = checkFields(
    given,
    { name },
    {
      resource: "SecurityGroupAttachment",
      schemas,
      others: ["securityGroups", "apiUrl", ...secretsOf(given).filter((one) => one === "tenant")],
    },
  );
  const named = targetKinds.filter((kind) => given[kind] !== undefined && given[kind] !== null);
  const choice = targetKinds.join(", ").replace(/, (\w+)$/, " or $1");
  const count =
    named.length === 1
      ? []
      : named.length === 0
        ? [`a target is missing: set ${choice}`]
        : [`${named.join(" and ")} are set: set only one of ${choice}`];
  return { inputs: { apiUrl, ...inputs }, problems: [...problems, ...count] };
}

/** The groups that a program names; undefined where not even their number is known. */
function readGroups(
  work: WaldurCheck,
  raw: unknown,
): { groups?: readonly NamedGroup[]; problems: readonly string[] } {
  if (isUnknown(raw)) return { problems: [] };
  if (!Array.isArray(raw)) {
    const lack = raw === undefined ? "is missing" : "must be a list of security groups";
    return { groups: [], problems: [`securityGroups ${lack}`] };
  }
  const problems: string[] = [];
  const groups = new Map<string, NamedGroup>();
  raw.forEach((one: unknown, position) => {
    const urn = work.program.groups?.[position] || undefined;
    const label = urn === undefined ? undefined : nameInUrn(urn);
    const place = `securityGroups[${position}]`;
    const lack = lackOf(one);
    if (lack !== undefined) return problems.push(`${place} ${lack}: set it, or remove it from the list`);
    if (containsUnknown(one)) {
      const unknown = { urn, label: label ?? `(unknown ${groups.size + 1})` };
      return groups.set(urn ?? unknown.label, unknown);
    }
    const id = typeof one === "string" ? parseId(one) : undefined;
    if (id === undefined)
      return problems.push(`${place}: ${quoted(one)} is not a security group: write its uuid or its URL`);
    if (label !== undefined) work.session().names.learn(id, label);
    return groups.set(id, { id, urn, label: label ?? id });
  });
  return { groups: [...groups.values()], problems };
}

/** The ids in order, so that an order in the program does not matter; what is not known yet comes last. */
const listOf = (groups: readonly NamedGroup[]): unknown[] => [
  ...groups.flatMap(({ id }) => id ?? []).toSorted(),
  ...groups.filter(({ id }) => id === undefined).map(() => UNKNOWN),
];

/** What the rules of the groups keep secret stays out of the lines of their attachments. */
const hiddenParts = ({ run, settings }: WaldurCheck, groups: readonly NamedGroup[]): string[] =>
  groups.flatMap((group) => secretRuleEntries(programRules(run, settings.apiUrl, group) ?? {}));
