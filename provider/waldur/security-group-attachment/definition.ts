import { SecurityGroupsError } from "../../errors";
import { defineResource } from "../../kit/define-resource";
import type { DiffResult, Props } from "../../kit/handlers";
import { containsUnknown } from "../../rules/rule-map";
import { ownership } from "../../run/resources";
import { type Waldur, waldur } from "../api/session";
import { type TargetRef, targetKinds } from "../api/targets";
import { isFinished } from "../security-group/state";
import { attachmentCheck } from "./check";
import { type AttachmentInputs, haveSameGroups, NAMES, readInputs, targetOf } from "./inputs";
import { deletable, wantedPairs } from "./existing";
import { importAttachment, readAttachment } from "./read";
import { keptOutputs } from "./state";
import { requireTargetThere } from "./wait";
import { attachGroups, detachGroups, pairsOf } from "./write";

/** A `waldur.SecurityGroupAttachment`: groups that a server, a port or a load balancer has. */
export const securityGroupAttachment = defineResource<Waldur, AttachmentInputs, AttachmentInputs>({
  names: NAMES,
  cloud: waldur,
  readInputs,
  readKnown: (props, id) => readInputs({ name: id, ...props }),
  check: attachmentCheck,
  compare: (_run, { props }, news) => diffAttachment(props, news),
  owns: (_id, props) => {
    const inputs = readInputs(props);
    return wantedPairs(pairsOf(inputs, requiredTarget(inputs)));
  },
  // Of several groups a delete leaves some: `deletable` says which.
  spares: () => ({ things: [], text: () => undefined }),
  there: async (work, { known }, run) => {
    await requireTargetThere(work, targetOf(known), known);
    return run(work);
  },
  create: async (work, inputs, owner) => {
    const target = requiredTarget(inputs);
    ownership(work.run).take(owner, wantedPairs(pairsOf(inputs, target)));
    return attachGroups(work, inputs, target, owner);
  },
  read: (work, { id, props, known }) => readAttachment(work, id, known, props),
  import: importAttachment,
  importedName: (_id, name) => name,
  update: async (work, { id, props, known }, inputs, owner) => {
    if (isFinished(props) && haveSameGroups(known, inputs))
      return { id, outs: { ...inputs, ...keptOutputs(inputs, props) } };
    const former = { id, groups: known.securityGroups, outputs: props };
    return attachGroups(work, inputs, requiredTarget(inputs), owner, former);
  },
  stays: (known) => targetOf(known) === undefined,
  remove: async (work, { props, known }) => {
    const target = requiredTarget(known);
    const groups = deletable(work, pairsOf(known, target));
    if (groups.length > 0) await detachGroups(work, known, target, { groups, outputs: props });
  },
});

function requiredTarget(inputs: AttachmentInputs): TargetRef {
  const target = targetOf(inputs);
  if (target === undefined)
    throw new SecurityGroupsError("the attachment names no instance, port or load balancer");
  return target;
}

/** Another target is another attachment; in a replacement the new one comes first. One that was not finished is repaired. */
export function diffAttachment(olds: Props, news: Props): DiffResult {
  const replaces = targetKinds.filter((kind) => !containsUnknown(news[kind]) && olds[kind] !== news[kind]);
  const changes =
    replaces.length > 0 ||
    !isFinished(olds) ||
    containsUnknown(news) ||
    JSON.stringify(readInputs(olds)) !== JSON.stringify(readInputs(news));
  return { changes, replaces, deleteBeforeReplace: false, repairs: isFinished(olds) ? [] : ["state"] };
}
