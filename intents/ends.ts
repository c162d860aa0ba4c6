import * as pulumi from "@pulumi/pulumi";
import { type Cidr, parseCidr } from "../provider/net/ranges";
import { getFirewallGroup } from "../provider/e24cloud/lookups";
import { getSecurityGroup } from "../provider/waldur/lookups";
import { parseId } from "../provider/waldur/api/ids";
import { nameInUrn } from "../provider/kit/program-context";
import { dynamicTypes } from "../provider/kit/resource-types";
import { UNKNOWN } from "../provider/rules/rule-map";
import { quoted } from "../provider/text/printable";
import type { ReadIntent } from "./types";
import type { Model, ModelEnd } from "./model";
import { isKnown, isOurs, valueOf, withDescendants } from "./program";
import { modelOfRegistered, type Registered, type RegisteredModel } from "./registered";

const { waldurSecurityGroup: WALDUR_GROUP, e24cloudFirewallGroup: E24CLOUD_GROUP } = dynamicTypes;

/** A group as a lookup returns it: `await waldur.getSecurityGroup({ name: "monitoring" })`. */
export interface GroupInfo {
  readonly id: string;
  readonly name: string;
  readonly rules: object;
}

/**
 * One end of an intent: `"world"`, a network or a host (`"203.0.113.0/24"`), a group of the program, a component (all of its groups), a
 * group that a lookup has found, or the uuid of a Waldur group of another stack.
 */
export type End = string | pulumi.Resource | GroupInfo;

/** An end, or one that is more than that. */
export type EndValue =
  | pulumi.Input<End>
  | {
      /** A group of e24cloud of another stack, by its id. */
      readonly firewallGroup: pulumi.Input<string>;
    }
  | {
      /** A server with all groups that the program attaches to it: the resource that makes it, or its id. */
      readonly server: pulumi.Input<string> | pulumi.Resource;
      /** Where the server has its addresses. @default not known */
      readonly addresses?: readonly string[];
    }
  | {
      /** A group, or a component. */
      readonly group: pulumi.Input<End>;
      /** The networks in which its servers have their addresses, so that rules about networks can be judged. @default not known */
      readonly addresses?: readonly string[];
    };

const isResource = (value: unknown): value is pulumi.Resource => pulumi.Resource.isInstance(value);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" &&
  value !== null &&
  !(value instanceof Promise) &&
  !pulumi.Output.isInstance(value) &&
  !isResource(value);

/** The resources that an end names. */
export function resourcesIn(end: EndValue): pulumi.Resource[] {
  const given: unknown = isObject(end) && "group" in end ? end.group : end;
  return isResource(given) ? [given] : [];
}

/** What is needed to make sense of ends. */
interface Known {
  readonly registered: RegisteredModel<pulumi.Resource>;
  /** Groups that no resource of the program is, by their ids: read once each. */
  readonly others: Map<string, Promise<Registered>>;
}

/** Intents with their ends as a model has them, and the model of all groups. */
export async function endsOf(
  intents: readonly ReadIntent<EndValue>[],
  resources: ReadonlyMap<pulumi.Resource, Registered>,
) {
  const registered = modelOfRegistered(resources);
  const others = new Map<string, Promise<Registered>>();
  const known = { registered, others };
  const found = await Promise.all(
    intents.map(async ({ from, to, ...rest }): Promise<ReadIntent<ModelEnd>> => ({
      ...rest,
      from: await endOf(from, known),
      to: await endOf(to, known),
    })),
  );
  const all = new Map<object, Registered>(resources);
  for (const other of others.values()) all.set({}, await other);
  const isStrict = intents.some(({ unknown }) => unknown === "error");
  const usual: Model = modelOfRegistered(all).model;
  return {
    intents: found,
    models: { usual, strict: isStrict ? modelOfRegistered(all, { isStrict }).model : usual },
  };
}

async function endOf(given: EndValue, known: Known): Promise<ModelEnd> {
  if (!isObject(given)) return valueEnd(given, known, []);
  if ("group" in given) return valueEnd(given.group, known, networksOf(given["addresses"]));
  if ("server" in given) return serverEnd(given["server"], known, networksOf(given["addresses"]));
  if ("firewallGroup" in given) {
    const id = await valueOf(pulumi.output(given["firewallGroup"]));
    return isKnown(id) ? foreign("e24cloud", String(id), known) : notYet(known);
  }
  return valueEnd(given, known, []);
}

async function valueEnd(
  given: pulumi.Input<End>,
  known: Known,
  networks: readonly Cidr[],
): Promise<ModelEnd> {
  if (isResource(given)) return resourceEnd(given, known, networks);
  const value = isObject(given) ? given : await valueOf(pulumi.output(given));
  if (!isKnown(value)) return notYet(known);
  if (isObject(value)) return infoEnd(value, known, networks);
  const text = String(value);
  if (text === "world") return { kind: "world", title: "the world", networks: [] };
  const id = parseId(text);
  if (id !== undefined) return { ...(await foreign("waldur", id, known)), networks };
  return { kind: "network", title: text, networks: networksOf([text]) };
}

/** An id that only `up` knows is that of a group whose rules only `up` knows. */
function notYet({ others }: Known): ModelEnd {
  const [id, title] = ["not known yet", "a group that only pulumi up knows"];
  others.set(
    id,
    Promise.resolve({
      type: WALDUR_GROUP,
      id,
      title,
      props: { rules: UNKNOWN, unmanagedRules: {} },
      isSecret: false,
      references: {},
    }),
  );
  return { kind: "groups", title, keys: [id], networks: [] };
}

function networksOf(given: unknown): Cidr[] {
  if (!Array.isArray(given)) return [];
  return given.map((text: unknown) => {
    const network = parseCidr(String(text), { bareHost: "plain" });
    if ("problem" in network) throw new pulumi.RunError(`intents: ${endProblem(text)}`);
    return network;
  });
}

const endProblem = (text: unknown) =>
  `${quoted(text)} is not an end: write "world", a network such as 203.0.113.0/24, a group, or the uuid of one`;

async function resourceEnd(
  resource: pulumi.Resource,
  { registered }: Known,
  networks: readonly Cidr[],
): Promise<ModelEnd> {
  const keys = withDescendants(resource)
    .filter(isOurs)
    .flatMap((one) => registered.keyOf(one) ?? []);
  const groups = new Set(registered.model.groups.map(({ key }) => key));
  const title = await titleOf(resource);
  const own = [...new Set(keys)].filter((key) => groups.has(key));
  if (own.length > 0) return { kind: "groups", title, keys: own, networks };
  return serverEnd(resource, { registered, others: new Map() }, networks);
}

const titleOf = async (resource: pulumi.Resource) => nameInUrn(String(await valueOf(resource.urn)));

async function serverEnd(
  given: unknown,
  { registered }: Known,
  networks: readonly Cidr[],
): Promise<ModelEnd> {
  const resource = isResource(given) ? given : undefined;
  const id = await valueOf(resource === undefined ? pulumi.output(given) : Reflect.get(resource, "id"));
  const known = isKnown(id) && typeof id === "string" && id !== "" ? (parseId(id) ?? id) : undefined;
  const key = registered.serverKey(known, resource);
  const server = registered.model.servers.find((one) => one.key === key);
  const name = resource && (await titleOf(resource));
  const title = name ?? server?.title ?? String(known ?? "a server");
  return { kind: "server", title, keys: server === undefined ? [] : [key], networks };
}

function infoEnd(info: Readonly<Record<string, unknown>>, known: Known, networks: readonly Cidr[]): ModelEnd {
  const { id, name, rules } = info;
  if (typeof id !== "string" || typeof rules !== "object" || rules === null)
    throw new pulumi.RunError(`intents: ${endProblem(info)}`);
  const cloud = "virtualMachines" in info ? "e24cloud" : "waldur";
  void remember(known, cloud, id, Promise.resolve({ name: String(name), rules }));
  return { kind: "groups", title: String(name), keys: [id], networks };
}

async function foreign(cloud: "waldur" | "e24cloud", id: string, known: Known): Promise<ModelEnd> {
  const { model } = known.registered;
  const own = model.groups.find(({ key }) => key === id);
  if (own !== undefined) return { kind: "groups", title: own.title, keys: [id], networks: [] };
  const lookup = cloud === "waldur" ? () => getSecurityGroup({ id }) : () => getFirewallGroup({ id });
  const { title } = await remember(known, cloud, id, known.others.has(id) ? undefined : lookup());
  return { kind: "groups", title, keys: [id], networks: [] };
}

function remember(
  { others, registered }: Known,
  cloud: "waldur" | "e24cloud",
  id: string,
  found: Promise<{ readonly name: string; readonly rules: object }> | undefined,
): Promise<Registered> {
  const known = others.get(id);
  if (known !== undefined || found === undefined) return known ?? Promise.reject(new Error(`no group ${id}`));
  const type = cloud === "waldur" ? WALDUR_GROUP : E24CLOUD_GROUP;
  const made = found.then(({ name, rules }): Registered => ({
    type,
    id,
    title: name,
    props: { rules, unmanagedRules: {} },
    isSecret: false,
    references: {},
  }));
  if (!registered.model.groups.some(({ key }) => key === id)) others.set(id, made);
  return made;
}
