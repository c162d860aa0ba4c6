import { createHash } from "node:crypto";
import { FORMER_SECRETS, hasSecretRules } from "../../provider/kit/secrets";
import { isFields } from "../../provider/rules/rule-map";
import { SECRET_TEXT } from "../../provider/text/printable";
import type { Group } from "../groups/group";
import { groupsInState } from "../groups/in-state";
import { wordingOfDynamic } from "../source/settings";
import type { ResourceInState } from "../source/state";
import type { Preview, ResourceState, Step } from "./preview";

/** Whether the rules of a resource, before or after a step, must stay out of a report. */
export const isSecretStep = ({ old, new: coming }: Step): boolean =>
  [old, coming].some((one) => one !== undefined && isSecret(one));

const isSecret = ({ inputs, outputs }: ResourceState): boolean =>
  [inputs, outputs].some(
    (props) =>
      props["rules"] === SECRET_TEXT ||
      props["unmanagedRules"] === SECRET_TEXT ||
      isFields(props[FORMER_SECRETS]) ||
      hasSecretRules(props),
  );

/** The groups of a preview as they are before it and after it. Those whose rules are secret are in neither. */
export interface TwoStates {
  readonly before: readonly Group[];
  readonly after: readonly (Group & { readonly urn: string })[];
  /** Keys of the rules of which a preview does not know all, by the urn of their resource. */
  readonly unknown: ReadonlyMap<string, readonly string[]>;
}

/** An id for a group that has none yet, in the form in which rules name groups. */
const idFor = ({ urn }: Step) => createHash("md5").update(urn).digest("hex");

/** The id of a group as a picture of a preview has it. */
export const idOf = (step: Step): string => step.old?.id || step.new?.id || idFor(step);

export function twoStates({ steps }: Preview): TwoStates {
  const shown = steps.filter((step) => !isSecretStep(step));
  const ids = new Map(steps.map((step) => [step.title, idOf(step)]));
  const unknown = new Map<string, string[]>();
  const coming = shown.flatMap((step) => {
    if (step.new === undefined || step.op.startsWith("delete")) return [];
    const { rules, notKnown } = knownRules(step.new.inputs["rules"], ids);
    if (notKnown.length > 0) unknown.set(step.urn, notKnown);
    const outputs = { ...step.old?.outputs, ...step.new.inputs, rules };
    return resource(step, outputs, groupIdOf(step, step.new, ids));
  });
  const present = shown.flatMap((step) =>
    step.old === undefined || step.op.startsWith("create")
      ? []
      : resource(step, step.old.outputs, step.old.id),
  );
  const urns = new Map(shown.map((step) => [idOf(step), step.urn]));
  const after = groupsInState(coming).groups.map((group) => ({ ...group, urn: urns.get(group.id) ?? "" }));
  return { before: groupsInState(present).groups, after, unknown };
}

/** All groups before and after a preview: those that it changes, and those that stay. @param known the groups as they are now */
export function changedGroups(
  preview: Preview,
  known: readonly Group[],
): { readonly before: readonly Group[]; readonly after: readonly Group[] } {
  const { before, after } = twoStates(preview);
  const changed = new Set([...before, ...after].map(({ id }) => id));
  const kept = known.filter(({ id }) => !changed.has(id));
  return { before: [...kept, ...before], after: [...kept, ...after] };
}

/** Rules that another resource has are those of its group. */
function groupIdOf(step: Step, { inputs }: ResourceState, ids: ReadonlyMap<string, string>): string {
  const { securityGroup } = inputs;
  if (step.handler !== "waldurSecurityGroupRules" || step.old !== undefined) return idOf(step);
  return typeof securityGroup === "string" && /^[0-9a-f]{32}$/.test(securityGroup)
    ? securityGroup
    : (ids.get(step.title) ?? idOf(step));
}

const resource = (
  { handler, title }: Step,
  outputs: ResourceState["outputs"],
  id: string,
): ResourceInState => ({
  handler,
  title,
  id,
  outputs: { unmanagedRules: {}, ...outputs },
  secret: new Set(),
  settings: undefined,
  wording: wordingOfDynamic,
});

const NEW_GROUP = / group \(unknown (.+)\)$/;

/** Rules with the groups that a run is about to create by the ids of the picture, and the keys of those that are not known. */
function knownRules(rules: unknown, ids: ReadonlyMap<string, string>) {
  if (!isFields(rules)) return { rules: undefined, notKnown: [] };
  const notKnown: string[] = [];
  const known = Object.entries(rules).flatMap(([key, value]) => {
    if (!key.includes("(unknown")) return [[key, value] as const];
    const id = ids.get(NEW_GROUP.exec(key)?.[1] ?? "");
    const found = id === undefined ? key : key.replace(NEW_GROUP, ` group ${id}`);
    if (found.includes("(unknown")) {
      notKnown.push(key);
      return [];
    }
    return [[found, {}] as const];
  });
  return { rules: Object.fromEntries(known), notKnown };
}
