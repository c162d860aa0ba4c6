import { z } from "zod";
import type { ResourceNames } from "../../kit/operation";
import type { Props } from "../../kit/handlers";
import { secretInputs, secretsOf } from "../../kit/secrets";
import { oneOf, readStored } from "../../kit/fields";
import { timeouts } from "../../kit/settings";
import { nameText } from "../../text/printable";
import { parseId } from "../api/ids";
import { type TargetKind, targetKinds, type TargetRef, targets, type WireTarget } from "../api/targets";

/** What messages call the resource. */
export const KIND = "security group attachment";
export const NAMES: ResourceNames = { kind: KIND, type: "SecurityGroupAttachment" };

/** The checked inputs of a SecurityGroupAttachment, all known, as they are in state. */
const attachmentInputs = z.object({
  /** The server, from the settings; missing in a resource from a lookup. */
  apiUrl: z.string().default(""),
  /** What messages call the attachment: the resource's own name. */
  name: z.string(),
  instance: z.string().optional(),
  port: z.string().optional(),
  loadBalancer: z.string().optional(),
  /** Ids of groups, sorted. In state those that are attached, of an exclusive one all that the target has. */
  securityGroups: z.array(z.string()).default([]),
  exclusive: z.boolean().optional(),
  guard: oneOf("warn", "error").optional(),
  timeouts: timeouts.optional(),
  secretInputs: secretInputs.optional(),
});
export type AttachmentInputs = z.output<typeof attachmentInputs>;

/** Whether two forms of an attachment name the same groups in the same way. */
export const haveSameGroups = (one: Props, other: Props): boolean =>
  (one["exclusive"] === true) === (other["exclusive"] === true) &&
  JSON.stringify(one["securityGroups"]) === JSON.stringify(other["securityGroups"]);

/** What is left of an attachment in state when it is taken out. */
const REMEDY = "then run pulumi up, which attaches the groups again";

export const readInputs = (props: unknown): AttachmentInputs =>
  readStored(attachmentInputs, props, KIND, REMEDY);

/** What names the target; undefined where nothing does. */
export function targetOf(props: Props): TargetRef | undefined {
  const named = targetKinds.flatMap((kind) => {
    const id = props[kind];
    return typeof id === "string" ? [{ kind, id }] : [];
  });
  return named[0];
}

/** Whether a program keeps secret which target it is, so that its name must not show either. */
export const isTargetSecret = (props: Props): boolean => targetKinds.some((kind) => isSecret(props, kind));

/** The same of the groups. */
export const areGroupsSecret = (props: Props): boolean => isSecret(props, "securityGroups");

const isSecret = (props: Props, input: string) => secretsOf(props).includes(input);

/**
 * The id of an attachment: its target, and its name, since a target may have several. Where the target is secret, the name alone.
 */
export function attachmentId(inputs: AttachmentInputs, { kind, id }: TargetRef): string {
  return isTargetSecret(inputs) ? `attachment/${inputs.name}` : `${kind}/${id}/${inputs.name}`;
}

/** What an import names: a target, and perhaps the groups that are meant. */
export interface ImportedId {
  readonly target: TargetRef;
  readonly groups?: readonly string[] | undefined;
}

/** Reads `instance/UUID`, `port/UUID/GROUP,GROUP` or the URL of a target; undefined for anything else. */
export function parseImportId(text: string): ImportedId | undefined {
  const byUrl = targetKinds.find((kind) => text.includes(targets[kind].path));
  const fromUrl = parseId(text);
  if (byUrl !== undefined && fromUrl !== undefined) return { target: { kind: byUrl, id: fromUrl } };
  const [word = "", uuid = "", ...rest] = text.split("/");
  const kind = targetKinds.find((one) => one === word);
  const id = parseId(uuid);
  if (kind === undefined || id === undefined) return undefined;
  const groups = rest
    .join("/")
    .split(",")
    .map((one) => parseId(one));
  // What follows may be the name of an attachment that was looked up.
  return {
    target: { kind, id },
    ...(groups.every((one) => one !== undefined) && groups.length > 0 ? { groups } : {}),
  };
}

/** What messages call a target: `server "shop-1"`, or `server` where it is secret. */
export function targetText({ kind }: { readonly kind: TargetKind }, target?: WireTarget, props: Props = {}) {
  const { title } = targets[kind];
  if (target === undefined || target.name === "" || isTargetSecret(props)) return title;
  return `${title} "${nameText(target.name)}"`;
}
