import { messageOf, SecurityGroupsError } from "../../provider/errors";
import type { HandlerName } from "../../provider/kit/resource-types";
import type { Props, ResourceHandlers } from "../../provider/kit/handlers";
import { withEngineContract } from "../../provider/kit/engine-contract";
import { sealedOutputs } from "../../provider/kit/secrets/former-secrets";
import type { ConfigReader } from "../../provider/kit/settings/config";
import { PREVIEW_TIMEOUT } from "../../provider/run/seen";
import { Run, Runs } from "../../provider/run/run";
import { handlersOf } from "../../provider/handlers";
import { waldurSession } from "../../provider/waldur/api/session";
import { readWaldurSettings } from "../../provider/waldur/api/settings";
import { changedBy } from "../../provider/waldur/security-group/history";
import { GONE } from "../../provider/waldur/security-group/state";
import type { ResourceInState } from "../source/state";
import { readerOf, type Settings } from "../source/settings";
import { compare, type Drift } from "./compare";
import { inOrder } from "./in-order";

/** Seconds for which a call that fails in passing is tried again. */
const PATIENCE = 60;

/** Resources that are read at once: enough to share lists, and few enough to be held. */
export const AT_ONCE = 100;

/** What has drifted, or a sentence about what could not be looked at, with the resource and the remedy. */
export type Finding = { readonly drift: Drift } | { readonly failure: string };

/** What has drifted, and what could not be looked at. */
export interface Findings {
  readonly drift: readonly Drift[];
  readonly failures: readonly string[];
}

/** Of nobody's doing: a refresh may let Waldur read OpenStack, which is a write. */
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
    const { handlers, reader } = handlersFor(resource);
    const drift = compare({
      resource: title,
      id,
      handler,
      state: outputs,
      live: await readLive(handlers, resource),
      nameOf: (one) => names.get(one) ?? one,
      secret: showSecrets ? new Set() : secret,
    });
    return drift && { drift: { ...drift, ...(await authorsOf(drift, resource, reader)) } };
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
  readonly reader: ConfigReader;
};

/** Resources that have the same settings share handlers, and so lists. */
function handlersBySettings(config: ConfigReader): HandlersFor {
  const known = new Map<string, Readonly<Record<HandlerName, ResourceHandlers>>>();
  return ({ settings, handler }) => {
    const key = JSON.stringify([...(settings ?? [])]);
    const handlers = known.get(key) ?? handlersOf(new Runs());
    const reader = readOnly(settings === undefined ? config : readerOf(settings));
    if (!known.has(key)) {
      Object.values(handlers).forEach((one) => one.configure(reader));
      known.set(key, handlers);
    }
    return { handlers: withEngineContract(handlers[handler]), reader };
  };
}

const readOnly = (config: ConfigReader): ConfigReader => ({
  get: (key) => READ_ONLY.get(key) ?? config.get(key),
});

/** Who changed the rules of a group at Waldur, where it has a record of it. */
async function authorsOf(
  { id, added, removed }: Drift,
  { handler }: ResourceInState,
  reader: ConfigReader,
): Promise<Pick<Drift, "changed">> {
  if (!handler.startsWith("waldur")) return {};
  const settings = readWaldurSettings(reader);
  const client = waldurSession(settings, new Run()).client.within({ patience: 0, timeout: PREVIEW_TIMEOUT });
  const changed = await changedBy(client, { apiUrl: settings.apiUrl, id }, { came: added, went: removed });
  return changed === "" ? {} : { changed };
}

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
