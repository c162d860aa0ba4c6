import { messageOf, SecurityGroupsError } from "../../provider/errors";
import type { HandlerName } from "../../provider/kit/resource-types";
import type { Props, ResourceHandlers, ConfigReader } from "../../provider/kit/handlers";
import { withEngineContract } from "../../provider/kit/operation";
import { sealedOutputs } from "../../provider/kit/secrets";
import { Runs } from "../../provider/run/run";
import { handlersOf } from "../../provider/handlers";
import { type WaldurSession, waldurSession } from "../../provider/waldur/api/session";
import { readWaldurSettings } from "../../provider/waldur/api/settings";
import { changedBy } from "../../provider/waldur/security-group/history";
import { groupsChangedBy } from "../../provider/waldur/security-group-attachment/history";
import { targetOf } from "../../provider/waldur/security-group-attachment/inputs";
import { GONE } from "../../provider/waldur/security-group/inputs";
import type { ResourceInState } from "../source/state";
import { readerOf, type Settings } from "../source/settings";
import { compare, type Drift } from "./compare";
import { inOrder } from "./in-order";

/** Seconds for which a call that fails transiently is tried again. */
const PATIENCE = 60;

/** Resources that are read at once: enough to share lists, and few enough to be held. */
export const AT_ONCE = 100;

/** What has drifted, or a sentence about what could not be read, with the resource and the remedy. */
export type Finding = { readonly drift: Drift } | { readonly failure: string };

/** What has drifted, and what could not be read. */
export interface Findings {
  readonly drift: readonly Drift[];
  readonly failures: readonly string[];
}

/** Nothing may be written: a refresh may let Waldur read OpenStack, which is a write. */
const READ_ONLY: Settings = new Map([["waldur:pullOnRefresh", "false"]]);

export interface DriftOptions {
  readonly showSecrets?: boolean | undefined;
  /** What rules call groups, by their ids. */
  readonly names?: ReadonlyMap<string, string>;
}

/**
 * Reads every resource as a refresh does, and compares it with state. Findings come in the order of the resources, and
 * nothing that was read is kept.
 * @param config settings of the stack, for resources without an explicit provider
 */
export async function* driftOf(
  resources: Iterable<ResourceInState>,
  config: ConfigReader,
  { showSecrets = false, names = new Map() }: DriftOptions = {},
): AsyncGenerator<Finding> {
  const handlersFor = handlersBySettings(config);
  const look = async (resource: ResourceInState): Promise<Finding | undefined> => {
    const { title, id, handler, outputs, secret } = resource;
    const { handlers, session } = handlersFor(resource);
    const drift = compare({
      resource: title,
      id,
      handler,
      state: outputs,
      live: await readLive(handlers, resource),
      nameOf: (one) => names.get(one) ?? one,
      secret: showSecrets ? new Set() : secret,
    });
    return drift && { drift: { ...drift, ...(await authorsOf(drift, resource, session)) } };
  };
  const looked = inOrder(resources, AT_ONCE, async (resource) =>
    look(resource).catch((error: unknown): Finding => ({ failure: resource.wording(messageOf(error)) })),
  );
  for await (const finding of looked) if (finding !== undefined) yield finding;
}

/** All of it together. */
export async function findDrift(
  resources: readonly ResourceInState[],
  config: ConfigReader,
  options: Pick<DriftOptions, "showSecrets"> = {},
): Promise<Findings> {
  const drift: Drift[] = [];
  const failures: string[] = [];
  for await (const one of driftOf(resources, config, { ...options, names: titlesOf(resources) }))
    if ("drift" in one) drift.push(one.drift);
    else failures.push(one.failure);
  return { drift, failures };
}

/** What the program calls resources, by their ids. */
export const titlesOf = (resources: readonly ResourceInState[]): ReadonlyMap<string, string> =>
  new Map(resources.map(({ id, title }) => [id, title]));

type HandlersFor = (resource: ResourceInState) => {
  readonly handlers: ResourceHandlers;
  /** That of the handlers, at Waldur. */
  readonly session: () => WaldurSession;
};

/** Resources that have the same settings share handlers, and so lists. */
function handlersBySettings(config: ConfigReader): HandlersFor {
  const known = new Map<string, { runs: Runs; handlers: Readonly<Record<HandlerName, ResourceHandlers>> }>();
  return ({ settings, handler }) => {
    const key = JSON.stringify([...(settings ?? [])]);
    const reader = readOnly(settings === undefined ? config : readerOf(settings));
    const { runs, handlers } = known.get(key) ?? configured(reader);
    known.set(key, { runs, handlers });
    return {
      handlers: withEngineContract(handlers[handler]),
      session: () => waldurSession(readWaldurSettings(reader), runs.join({})),
    };
  };
}

function configured(reader: ConfigReader) {
  const runs = new Runs();
  const handlers = handlersOf(runs);
  Object.values(handlers).forEach((one) => one.configure(reader));
  return { runs, handlers };
}

const readOnly = (config: ConfigReader): ConfigReader => ({
  get: (key) => READ_ONLY.get(key) ?? config.get(key),
});

/** Who changed the rules of a group, or the groups of a server, at Waldur, where it has a record of it. */
async function authorsOf(
  { id, added, removed, fields }: Drift,
  { handler, outputs }: ResourceInState,
  session: () => WaldurSession,
): Promise<Pick<Drift, "changed">> {
  const changed =
    handler === "waldurSecurityGroupAttachment"
      ? await changedGroups(fields, outputs, session)
      : handler.startsWith("waldur")
        ? await changedBy(session(), id, { came: added, went: removed })
        : "";
  return changed === "" ? {} : { changed };
}

async function changedGroups(
  fields: Drift["fields"],
  outputs: Props,
  session: () => WaldurSession,
): Promise<string> {
  const target = targetOf(outputs);
  const { state: before, live } = fields.find(({ field }) => field === "securityGroups") ?? {};
  if (target === undefined || !isTexts(before) || !isTexts(live)) return "";
  const came = live.filter((one) => !before.includes(one));
  const went = before.filter((one) => !live.includes(one));
  return groupsChangedBy(session(), target, { came, went });
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string");

async function readLive(
  handlers: ResourceHandlers,
  { id, outputs, title }: ResourceInState,
): Promise<Props | undefined> {
  // A read returns the unmanaged rules only if state has that output, even an empty one.
  const known = { unmanagedRules: {}, ...outputs };
  const found = await handlers.read(id, known, { print: () => undefined, patience: PATIENCE });
  const state = found?.outs["state"];
  // Of a group that is not OK, Waldur shows what it wants.
  if (typeof state !== "string" || state === "OK" || state === GONE)
    return found && { ...found.outs, ...sealedOutputs(found.outs) };
  throw new SecurityGroupsError(
    `${title} is ${state} at Waldur, so that what OpenStack has is not known. Run pulumi up --refresh, which repairs it`,
  );
}
