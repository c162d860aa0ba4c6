import { type DiffRequest, DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import { SecurityGroupsError } from "../../provider/errors";
import { isIntoRules } from "../../provider/kit/program-context";
import type { DiffResult, Props } from "../../provider/kit/handlers";
import { fromStruct } from "../wire/properties";
import { holdsSecret, openedProps } from "../wire/seal";
import type { Calls } from "./calls";
import { type Changes, changesBetween } from "./detailed-diff";

const { UPDATE } = PropertyDiff.Kind;

/** The handler decides whether anything changes; the details are what differs between state and inputs. */
export async function diff(calls: Calls, request: DiffRequest): Promise<DiffResponse> {
  const state = fromStruct(request.getOlds());
  const oldInputs = fromStruct(request.getOldInputs());
  const news = fromStruct(request.getNews());
  const result = await calls.run(request, (handlers, context) => {
    requireNoIgnoredRules(request.getIgnorechangesList());
    return handlers.diff(request.getId(), openedProps(state), openedProps(news), context);
  });
  const response = new DiffResponse()
    .setChanges(DiffResponse.DiffChanges[result.changes ? "DIFF_SOME" : "DIFF_NONE"])
    .setReplacesList([...result.replaces])
    .setDeletebeforereplace(result.deleteBeforeReplace)
    .setHasdetaileddiff(true);
  if (!result.changes) return response;
  for (const [path, kind] of detailsOf(result, { state, oldInputs, news })) {
    response.getDetaileddiffMap().set(path, new PropertyDiff().setKind(kind));
  }
  return response;
}

/** The engine applies a path to the program's list of rules, where it fits nothing, and a check does not see the option. */
function requireNoIgnoredRules(paths: readonly string[]): void {
  const path = paths.find(isIntoRules);
  if (path === undefined) return;
  throw new SecurityGroupsError(`ignoreChanges: ${path} has no effect. Write "rules" for all rules.`);
}

export interface Compared {
  readonly state: Props;
  readonly oldInputs: Props;
  readonly news: Props;
}

/** What shows of a diff, field by field. */
export function detailsOf(
  { replaces, repairs = [] }: DiffResult,
  { state, oldInputs, news }: Compared,
): Changes {
  const names = new Set(
    [...Object.keys(news), ...Object.keys(oldInputs)].filter((name) => !isInternal(name)),
  );
  const replacing = (name: string, kind: PropertyDiff.Kind): PropertyDiff.Kind =>
    replaces.includes(name) ? kind + 1 : kind;
  const [olds, wanted] = [openedProps(state), openedProps(news)];
  const details = [...names].flatMap((name) => {
    const changes = isGivenUp(name, olds, wanted)
      ? [["unmanagedRules", UPDATE] as const]
      : changesBetween(name, olds[name], wanted[name]);
    // The keys of secret rules contain their values.
    const secret = holdsSecret(state[name]) || holdsSecret(news[name]);
    const shown = secret && changes.length > 0 ? [[name, UPDATE] as const] : changes;
    return shown.map(([path, kind]) => [path, replacing(name, kind)] as const);
  });
  // Something has to show where nothing differs.
  const others = [...replaces, ...repairs].filter((name) => !details.some(([path]) => path.startsWith(name)));
  return new Map([...details, ...others.map((name) => [name, replacing(name, UPDATE)] as const)]);
}

/** Rules that are no longer managed stay as they are, so none of them shows as removed. */
const isGivenUp = (name: string, olds: Props, wanted: Props) =>
  name === "rules" && olds[name] !== undefined && wanted[name] === undefined;

/** What the engine, and the host of dynamic resources, put among the properties. */
const isInternal = (name: string) => name.startsWith("__");
