import { isOutOfOrder } from "../provider/waldur/api/schema";
import { parseId } from "../provider/waldur/api/ids";
import { keptDefaultRules } from "../provider/e24cloud/firewall-group/plan";
import { type HandlerName, handlerOf } from "../provider/kit/resource-types";
import { sealedOutputs } from "../provider/kit/secrets";
import { type Fields, isFields, containsUnknown, isUnknown } from "../provider/rules/rule-map";
import { storedRulesOf } from "../provider/stored-rules";
import type { TrafficSet } from "../provider/traffic/set";
import { type Direction, remoteGroup, traffic } from "../provider/traffic/traffic";
import type { Model, ModelGroup, ModelRule, ModelServer } from "./model";

/** A resource as a program has registered it, or as state has it: what it is now, or will be after `pulumi up`. */
export interface Registered {
  readonly type: string;
  /** What the program calls it. */
  readonly title: string;
  /** Undefined where it is not known yet. */
  readonly id: string | undefined;
  /** Outputs, in a preview as far as they are known: `UNKNOWN` stands for what is not. */
  readonly props: Fields;
  /** Whether its rules must not be shown. */
  readonly isSecret: boolean;
  /** The resources that its arguments name. */
  readonly references: Readonly<Record<string, readonly object[]>>;
}

/** A model, and what it calls the resources that it was made of. */
export interface RegisteredModel<Resource> {
  readonly model: Model;
  /** Undefined for what is not a group. */
  readonly keyOf: (resource: Resource) => string | undefined;
  /** What servers are called: by their id, or before that by the resource that makes them. */
  readonly serverKey: (id: string | undefined, resource?: object) => string;
}

/**
 * The groups and servers of some resources.
 * @param resources by the objects that references mean
 * @param isStrict whether rules count that the program does not have and a preview cannot know
 */
export function modelOfRegistered<Resource extends object>(
  resources: ReadonlyMap<Resource, Registered>,
  { isStrict = false }: { isStrict?: boolean } = {},
): RegisteredModel<Resource> {
  const entries = [...resources].map(([resource, one]) => ({ resource, one, handler: handlerOf(one.type) }));
  const symbols = new Map<object, string>(
    entries.map(({ resource, one }, position) => [resource, one.id ?? `not known yet: ${position}`]),
  );
  const ofHandler = (...some: HandlerName[]) =>
    entries.filter(({ handler }) => handler && some.includes(handler));
  const rules = ofHandler("waldurSecurityGroupRules");
  const own = ofHandler("waldurSecurityGroup", "e24cloudFirewallGroup");
  const groupOfRules = ({ one }: (typeof rules)[number]) => {
    const named = one.references["securityGroup"]?.find((group) => symbols.has(group));
    return named === undefined ? (idIn(one.props["securityGroup"]) ?? one.id) : symbols.get(named);
  };
  const keyOf = (resource: object) => symbols.get(resource);
  const titles = new Map<string, string[]>();
  for (const { resource, one } of own)
    titles.set(one.title, [...(titles.get(one.title) ?? []), keyOf(resource) ?? ""]);
  const names = new Map(own.map(({ resource, one }) => [keyOf(resource) ?? "", one.title]));
  const context = {
    isStrict,
    keyNamed: (title: string) => only(titles.get(title)),
    readable: (key: string) =>
      key.replace(/ group ([0-9a-f]{32})$/, (_, id: string) => ` group ${names.get(id) ?? id}`),
  };
  const groups = own.map(({ resource, one, handler = "waldurSecurityGroup" }) => {
    const key = keyOf(resource) ?? "";
    const elsewhere = rules.find((entry) => groupOfRules(entry) === key);
    return groupOf({ key, one, handler, rules: elsewhere?.one ?? one }, context);
  });
  const known = new Set(groups.map(({ key }) => key));
  const lone = rules.flatMap((entry) => {
    const key = groupOfRules(entry);
    if (key === undefined || known.has(key)) return [];
    return [groupOf({ key, one: entry.one, handler: "waldurSecurityGroupRules", rules: entry.one }, context)];
  });
  const serverKey = (id: string | undefined, resource?: object) =>
    id ?? `server not known yet: ${resource === undefined ? "" : numberOf(resource)}`;
  const servers = serversOf([
    ...ofHandler("waldurSecurityGroupAttachment").flatMap(({ one }) => attached(one, keyOf, serverKey)),
    ...ofHandler("e24cloudFirewallGroup").flatMap(({ resource, one }) =>
      listIn(one.props["virtualMachines"]).map((id) => ({
        key: id,
        title: id,
        groups: [keyOf(resource) ?? ""],
        mayHaveOthers: true,
      })),
    ),
  ]);
  return { model: { groups: [...groups, ...lone], servers }, keyOf, serverKey };
}

const numbers = new WeakMap<object, number>();
let count = 0;
function numberOf(resource: object): number {
  const number = numbers.get(resource) ?? (count += 1);
  numbers.set(resource, number);
  return number;
}

const only = (some: readonly string[] = []) => (some.length === 1 ? some[0] : undefined);
const idIn = (value: unknown) =>
  typeof value === "string" && !isUnknown(value) ? (parseId(value) ?? value) : undefined;
const listIn = (value: unknown) => (Array.isArray(value) ? value.flatMap((one) => idIn(one) ?? []) : []);

function attached(
  { props, references }: Registered,
  keyOf: (resource: object) => string | undefined,
  serverKey: RegisteredModel<object>["serverKey"],
): ModelServer[] {
  const id = idIn(props["instance"]) ?? idIn(props["port"]) ?? idIn(props["loadBalancer"]);
  const [target] = references["target"] ?? [];
  if (id === undefined && target === undefined) return [];
  const named = (references["securityGroups"] ?? []).flatMap((group) => keyOf(group) ?? []);
  const groups = [...new Set([...listIn(props["securityGroups"]), ...named])];
  const title = idIn(props["targetName"]) ?? id ?? "the server";
  return [{ key: serverKey(id, target), title, groups, mayHaveOthers: props["exclusive"] !== true }];
}

/** Several attachments of a server are one. */
function serversOf(parts: readonly ModelServer[]): ModelServer[] {
  const servers = new Map<string, ModelServer>();
  for (const part of parts) {
    const known = servers.get(part.key);
    servers.set(part.key, {
      ...part,
      groups: [...new Set([...(known?.groups ?? []), ...part.groups])],
      mayHaveOthers: part.mayHaveOthers && known?.mayHaveOthers !== false,
    });
  }
  return [...servers.values()];
}

interface Context {
  readonly isStrict: boolean;
  readonly keyNamed: (title: string) => string | undefined;
  /** A key of a rule with the group that it names by its title. */
  readonly readable: (key: string) => string;
}

interface Source {
  readonly key: string;
  readonly handler: HandlerName;
  readonly one: Registered;
  /** Where its rules are, which may be another resource. */
  readonly rules: Registered;
}

function groupOf({ key, handler, one, rules: { props, isSecret } }: Source, context: Context): ModelGroup {
  const isE24cloud = handler === "e24cloudFirewallGroup";
  const others = props["unmanagedRules"] ?? sealedOutputs(props)["unmanagedRules"];
  const isToCome = containsUnknown(others);
  const kept = isE24cloud && (isToCome || others === undefined) ? keptDefaultRules(props) : {};
  const rules = [
    ...rulesIn(handler, props["rules"] ?? {}, context),
    ...rulesIn(handler, isToCome ? {} : (others ?? {}), context),
    ...rulesIn(handler, kept, context),
    ...(isToCome && (context.isStrict || props["rules"] === undefined) ? [pending(NOT_OF_PROGRAM)] : []),
    ...(isUnknown(one.props["active"]) ? [pending("its firewall, which may be off")] : []),
  ];
  const isUnfinished = [one.props, props].some(({ unfinished }) => unfinished === true);
  const isBroken = [one.props, props].some(({ state }) => isOutOfOrder(state));
  return {
    key,
    title: one.title,
    cloud: isE24cloud ? "e24cloud" : "waldur",
    rules: rules.map((rule) => ({ ...rule, key: context.readable(rule.key) })),
    isSecret: one.isSecret || isSecret,
    isOff: isE24cloud && one.props["active"] === false,
    unseen:
      others === undefined && props["rules"] === undefined && one.id !== undefined ? NOT_OF_PROGRAM : "",
    doubt: isBroken ? "the group is out of order" : isUnfinished ? "its last update was not finished" : "",
  };
}

const NOT_OF_PROGRAM = "a rule that the program does not have";

const everything = (...directions: Direction[]) =>
  directions.flatMap((direction) =>
    (["IPv4", "IPv6"] as const).map((family) => traffic({ direction, family })),
  );

const pending = (key: string, possible: TrafficSet = everything("ingress", "egress")): ModelRule => ({
  key,
  traffic: [],
  possible,
  isPending: true,
});

/** Rules of outputs, of which a preview may not know some. */
function rulesIn(handler: HandlerName, raw: unknown, context: Context): ModelRule[] {
  if (isFields(raw)) {
    return Object.entries(raw).flatMap(([key, value]) =>
      containsUnknown(value) ? pendingRule(handler, key, context) : readRules(handler, { [key]: value }),
    );
  }
  if (!Array.isArray(raw)) return isUnknown(raw) ? [pending(NOT_KNOWN_YET)] : readRules(handler, raw);
  const known = raw.filter((one) => !containsUnknown(one));
  return [...readRules(handler, known), ...(known.length < raw.length ? [pending(NOT_KNOWN_YET)] : [])];
}

const NOT_KNOWN_YET = "a rule that is not known yet";

const readRules = (handler: HandlerName, raw: unknown): ModelRule[] =>
  mapped(handler, raw) ?? [
    { key: "a rule that cannot be read", traffic: [], possible: everything("ingress", "egress") },
  ];

function mapped(handler: HandlerName, raw: unknown): ModelRule[] | undefined {
  const rules = storedRulesOf(handler, raw);
  return (
    rules &&
    Object.entries(rules).map(([key, { traffic: sure, possible }]) => ({ key, traffic: sure, possible }))
  );
}

const SOME_ID = "0".repeat(31) + "1";

/** A rule of which only the key is known: where but its peer is open, it allows no more than from anywhere. */
function pendingRule(handler: HandlerName, key: string, { keyNamed }: Context): ModelRule[] {
  const [, head = "", word = "", isGroup = "", name = ""] =
    /^(.*?) (from|to) (group )?\(unknown ?([^)]*)\)$/.exec(key) ?? [];
  const directions = (["ingress", "egress"] as const).filter((direction) => key.startsWith(`${direction} `));
  const all = everything(...(directions.length === 0 ? (["ingress", "egress"] as const) : directions));
  if (head === "" || head.includes("(unknown")) return [pending(key, all)];
  const group = isGroup === "" ? undefined : keyNamed(name);
  const isE24cloud = handler === "e24cloudFirewallGroup";
  // The family is that of the address, which may be to come.
  const heads =
    isE24cloud || / IPv[46]\b/.test(head)
      ? [head]
      : ["IPv4", "IPv6"].map((family) => withFamily(head, family));
  const known = heads.flatMap((one) => {
    const anywhere = isE24cloud ? "anywhere" : one.includes(" IPv6") ? "::/0" : "0.0.0.0/0";
    return (
      mapped(handler, { [`${one} ${word} ${group === undefined ? anywhere : `group ${SOME_ID}`}`]: {} }) ?? []
    );
  });
  if (known.length < heads.length) return [pending(key, all)];
  if (group === undefined)
    return [
      pending(
        key,
        known.flatMap(({ traffic: sure, possible }) => possible ?? sure),
      ),
    ];
  const remote = remoteGroup(group);
  const boxes = known.flatMap(({ traffic: sure }) => sure.map((box) => ({ ...box, remote })));
  return [{ key: `${head} ${word} group ${name}`, traffic: boxes }];
}

const withFamily = (head: string, family: string) => head.replace(/^(ingress|egress)/, `$1 ${family}`);
