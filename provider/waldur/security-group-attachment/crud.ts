import { Crud } from "../../kit/crud";
import type { CallContext, CheckResult, DiffResult, Found, Props, Stored } from "../../kit/handlers";
import { settingsOfDelete } from "../../kit/state-fields";
import { SecurityGroupsError } from "../../errors";
import type { Owner } from "../../run/ownership";
import { Runs } from "../../run/run";
import type { WaldurClient } from "../api/client";
import { waldur } from "../api/cloud";
import type { WaldurSession } from "../api/session";
import type { WaldurSettings } from "../api/settings";
import { type TargetRef, targetKinds } from "../api/targets";
import { isFinished } from "../security-group/state";
import { checkAttachment } from "./check";
import { type AttachmentInputs, haveSameGroups, KIND, NAMES, readInputs, targetOf } from "./inputs";
import { deletable, keepPairs } from "./owners";
import { importAttachment, readAttachment } from "./read";
import { keptOutputs } from "./state";
import { requireTargetThere } from "./wait";
import { attachGroups, detachGroups, pairsOf } from "./write";
import { containsUnknown } from "../../rules/unknowns";

/** The operations on a `waldur.SecurityGroupAttachment`: groups that a server, a port or a load balancer has. */
export class SecurityGroupAttachmentCrud extends Crud<WaldurSettings, WaldurClient, WaldurSession> {
  readonly rules = undefined;

  constructor(runs = new Runs()) {
    super(NAMES, waldur, runs);
  }

  async check(olds: Props, news: Props, context: CallContext): Promise<CheckResult> {
    return this.checked(news, context, (work, given) => checkAttachment(work, olds, given));
  }

  protected compare(_id: string, olds: Props, news: Props): DiffResult {
    return diffAttachment(olds, news);
  }

  protected claims(_id: string, news: Props, owner: Owner, isSure: boolean): void {
    const inputs = readInputs(news);
    keepPairs(this.run, owner, pairsOf(inputs, requiredTarget(inputs)), isSure);
  }

  async create(props: Props, context: CallContext): Promise<Stored> {
    const inputs = readInputs(props);
    return this.operate("create", inputs, context, async (work) => {
      const owner = this.ownerOf(inputs, context);
      const target = requiredTarget(inputs);
      keepPairs(this.run, owner, pairsOf(inputs, target));
      return attachGroups(work, inputs, target, owner);
    });
  }

  async read(id: string, props: Props, context: CallContext): Promise<Found | undefined> {
    const inputs = readInputs({ name: id, ...props });
    return this.operate("refresh", inputs, context, async (work) => {
      await requireTargetThere(work, targetOf(inputs), inputs);
      return readAttachment(work, id, inputs, props);
    });
  }

  async import(id: string, name: string, context: CallContext): Promise<Found | undefined> {
    return this.operate("import", { name }, context, (work) => importAttachment(work, id, name));
  }

  async update(id: string, olds: Props, news: Props, context: CallContext): Promise<Stored> {
    const inputs = readInputs(news);
    return this.operate("update", inputs, context, async (work) => {
      const owner = this.ownerOf(inputs, context);
      const target = requiredTarget(inputs);
      keepPairs(this.run, owner, pairsOf(inputs, target));
      const former = readInputs(olds);
      await requireTargetThere(work, target, former);
      if (isFinished(olds) && haveSameGroups(former, inputs))
        return { id, outs: { ...inputs, ...keptOutputs(inputs, olds) } };
      return attachGroups(work, inputs, target, owner, { id, groups: former.securityGroups, outputs: olds });
    });
  }

  /** Detaches what state has, unless another resource of the run has it: its own replacement too. */
  async delete(id: string, props: Props, context: CallContext): Promise<void> {
    const { settings, others } = settingsOfDelete(this.run, { kind: KIND, id }, props);
    const inputs = { ...readInputs(others), ...settings };
    const target = targetOf(inputs);
    if (target === undefined) return;
    await this.operate("delete", inputs, context, async (work) => {
      await requireTargetThere(work, target, inputs);
      const groups = deletable(work, pairsOf(inputs, target));
      if (groups.length > 0) await detachGroups(work, inputs, target, { groups, outputs: props });
    });
  }
}

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
