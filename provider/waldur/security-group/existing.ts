import type { Props } from "../../kit/handlers";
import {
  isUnknown,
  containsUnknown,
  nameOfUnknown,
  isFields,
  type RuleReader,
  rulesInState,
} from "../../rules/rule-map";
import {
  type Claim,
  type Owner,
  ownership,
  type Spared,
  type Wanted,
  seenResources,
} from "../../run/resources";
import { perRun, type Run } from "../../run/run";
import { type WaldurWork, type WaldurCheck, type TenantPreview, tenantPreviews } from "../api/session";
import { type SecurityGroupInputs, wasLost } from "./inputs";
import { nameText } from "../../text/printable";
import { DEFAULT_GROUP, isOk, isOutOfOrder, type WireGroup, type WireTenant } from "../api/schema";
import { GROUP_REMEDY, TENANT_REMEDY, rulesOf, unreturnableOutput } from "./state";
import { nameInUrn, takenNameText as textFor } from "../../kit/program-context";
import { ruleOutputs } from "../../kit/fields";
import type { Rule } from "../rule/args";
import { growthNotes, type QuotaNotes } from "../api/quota";

const groupAt = ({ apiUrl, id }: Place) => `group ${apiUrl} ${id}`;
const rulesAt = ({ apiUrl, id }: Place) => `rules ${apiUrl} ${id}`;
const rulesOfResource = (urn: string) => `rules of ${urn}`;

/** Where a group is. */
export interface Place {
  readonly apiUrl: string;
  readonly id: string;
}

const hasValue = (value: unknown): value is string => typeof value === "string" && !isUnknown(value);

/** What two resources of a program cannot both have; what is not known yet is not compared. */
export function wantedGroup(apiUrl: string, { tenant, name, adopt }: Props): Wanted[] {
  if (hasValue(adopt)) return [adoption({ apiUrl, id: adopt })];
  // Waldur imports two groups of one name from OpenStack, which are distinguished by their ids.
  if (!hasValue(tenant) || !hasValue(name)) return [];
  const both = `want the name "${name}" in one tenant`;
  return [{ thing: `name ${name} in ${apiUrl} ${tenant}`, both, remedy: "give one of them another name" }];
}

/** The same of the rules of a group: by its id, and by the URN of its resource, since the id is not known before it is made. */
export const wantedRules = (apiUrl: string, id: unknown, urn: string | undefined): Wanted[] => [
  ...(hasValue(id) ? [ownedRules({ apiUrl, id })] : []),
  ...(urn === undefined ? [] : [{ thing: rulesOfResource(urn), ...TWO_OWNERS }]),
];

const TWO_OWNERS = { both: "own the rules of one security group", remedy: "leave rules to one of them" };

const adoption = (place: Place): Wanted => ({
  thing: groupAt(place),
  both: `adopt the group ${place.id}`,
  remedy: "let one of them adopt it",
});

export const ownedRules = (place: Place): Wanted => ({ thing: rulesAt(place), ...TWO_OWNERS });

/** What a resource has that has made a group, or has it in state: the group, and perhaps its rules. */
export const ownedGroup = (place: Place, { rules }: { readonly rules?: unknown }): Claim[] => [
  groupAt(place),
  ...(rules === undefined ? [] : [ownedRules(place)]),
];

/** The same of a group that existed before. */
export const groupTakenOver = (place: Place, { rules }: { readonly rules?: unknown }): Claim[] => [
  adoption(place),
  ...(rules === undefined ? [] : [ownedRules(place)]),
];

/** Who has, or wants, the rules of a group in this run: known by its id, or by the URN of its resource before that is made. */
export function ownerOfRules(
  run: Run,
  {
    apiUrl,
    id,
    urn,
  }: { readonly apiUrl: string; readonly id?: string | undefined; readonly urn?: string | undefined },
): Owner | undefined {
  const byId = id === undefined ? undefined : ownership(run).noted(rulesAt({ apiUrl, id }));
  return byId ?? (urn === undefined ? undefined : ownership(run).noted(rulesOfResource(urn)));
}

/** Whether this run has made or adopted a group: a list that was read before may lack it. */
export const isFromThisRun = (run: Run, apiUrl: string, id: string): boolean =>
  ownership(run).isKept(groupAt({ apiUrl, id }));

/** A delete leaves a group to another resource of this run that has it, or its rules. */
export function sparedGroup({ session }: WaldurWork, id: string): Spared {
  const place = { apiUrl: session.settings.apiUrl, id };
  return {
    things: [groupAt(place), rulesAt(place)],
    text: ({ title }) => `the group stays: ${title} has it in this run`,
  };
}

/** The same of the rules alone, which what replaces a resource has too. @param name its own */
export function sparedRules({ run, session, urn }: WaldurWork, id: string, name: string): Spared {
  return {
    things: [rulesAt({ apiUrl: session.settings.apiUrl, id })],
    text: (owner) => {
      // Hosts do not say which resource is deleted; one that takes its place has been in state under the same name.
      const wasInState = seenResources(run).oldInputs(owner.urn) !== undefined;
      const isReplacement =
        owner.urn === urn || (wasInState && owner.title === `SecurityGroupRules "${name}"`);
      return isReplacement ? undefined : `the rules stay: ${owner.title} has them in this run`;
    },
  };
}

/**
 * The groups, by URN, whose rules another resource of the program sets: that resource knows what they have. A class passes it on,
 * as far as it knows.
 */
export const rulesElsewhere = perRun(() => new Set<string>());

/** Whether nothing in the program manages the rules of a group, as far as is known: then its state may have all of them. */
export const areRulesUnmanaged = (run: Run, { urn }: Owner, { rules }: Pick<SecurityGroupInputs, "rules">) =>
  rules === undefined && !rulesElsewhere(run).has(urn);

/** What a new group meets in its tenant. */
export interface Existing {
  /** The group that it adopts. */
  readonly adopted?: WireGroup;
  /** Sentences without the full stop: what is sure to stop a replacement after the old group is gone. */
  readonly problems: readonly string[];
  /** Sentences about the resource. */
  readonly notes: readonly string[];
}

const NOTHING: Existing = { problems: [], notes: [] };

const OLD_FIRST =
  "its replacement deletes the old group first, and servers are without it until they get the new one";

/**
 * Checks for existing groups before a group is created or adopted. It reads the list once a tenant and run, and a
 * server that does not answer never fails a preview.
 */
export async function findExisting(work: WaldurCheck, inputs: Props): Promise<Existing> {
  const { tenant, name, adopt } = inputs;
  if (typeof tenant !== "string" || typeof name !== "string") return NOTHING;
  if ([tenant, name, adopt].some(isUnknown)) return NOTHING;
  const old = seenResources(work.run).oldInputs(work.program.urn);
  const cuts = old === undefined ? [] : refusedGap(work, inputs);
  // Of a group that Waldur no longer has, nothing is deleted.
  const oldFirst = old === undefined || wasLost(work.run, inputs) ? [] : [OLD_FIRST];
  const preview = await tenantPreviews(work.session()).of(tenant, work.print);
  if (preview === undefined) return { problems: cuts, notes: oldFirst };

  const existing =
    adopt === undefined
      ? checkName(preview, { name, tenant }, old, work.program.keepsOld === true)
      : checkAdopted(preview, name, adopt);
  const missing = missingGroups(work, preview, inputs["rules"]);
  const quota = quotaNotes(work.run, preview.tenant, { tenant, inputs, adopted: existing.adopted, old });
  const hidden =
    preview.tenant === undefined
      ? [`there is no tenant ${tenant}, or the token's user may not see it. ${TENANT_REMEDY}`]
      : [];
  const unmanaged = unmanagedTenant(preview);
  if (old === undefined) {
    return {
      ...existing,
      problems: [...unmanaged, ...existing.problems],
      notes: [...hidden, ...existing.notes, ...missing, ...quota.exceeded, ...quota.nearly],
    };
  }
  // The old group goes first: what stops the new one must be reported before that.
  return {
    ...existing,
    problems: [...hidden, ...unmanaged, ...cuts, ...existing.problems, ...quota.exceeded],
    notes: [...oldFirst, ...existing.notes, ...missing, ...quota.nearly],
  };
}

/** Waldur only reads some OpenStack projects: it holds no credentials for them, and makes and changes nothing there. */
const unmanagedTenant = ({ tenant }: TenantPreview): string[] =>
  tenant?.is_managed === false
    ? [
        `Waldur only reads the tenant "${nameText(tenant.name)}" and does not change anything in it: choose a tenant that ` +
          "Waldur manages, or change the group in OpenStack",
      ]
    : [];

/** Why a replacement is refused under `requireGapFree`, unless OpenStack does not have the old group. */
function refusedGap({ run, program }: WaldurCheck, inputs: Props): string[] {
  if (inputs["requireGapFree"] !== true || program.keepsOld === true || wasLost(run, inputs)) return [];
  return [`the change is not gap-free: ${OLD_FIRST}. Leave out requireGapFree, or what replaces it`];
}

function checkAdopted({ groups }: TenantPreview, name: string, adopt: unknown): Existing {
  const found =
    adopt === true
      ? groups.filter((group) => group.name === name)
      : groups.filter(({ uuid }) => uuid === adopt);
  const [adopted] = found;
  if (adopted !== undefined && found.length === 1) return { ...NOTHING, adopted };
  if (adopted !== undefined) {
    const ids = found.map(({ uuid }) => uuid).join(", ");
    return {
      ...NOTHING,
      notes: [`there are several groups of that name (${ids}): set adopt to the id of one`],
    };
  }
  if (adopt !== true)
    return { ...NOTHING, notes: [`there is no group ${String(adopt)} to adopt in the tenant`] };
  if (name !== DEFAULT_GROUP)
    return { ...NOTHING, notes: ["there is no group of that name to adopt: a new one will be created"] };
  return {
    ...NOTHING,
    notes: ['Waldur does not know the group "default" yet: pulumi up will pull the tenant first'],
  };
}

const KEPT_NAME =
  "With deleteBeforeReplace: false or retainOnDelete: true the old group of a replacement keeps its name, and pulumi up fails";

function checkName(
  { groups }: TenantPreview,
  { name, tenant }: { name: string; tenant: string },
  old: Props | undefined,
  keepsOld: boolean,
): Existing {
  const others = groups.filter((group) => group.name === name);
  const [other] = others;
  if (other === undefined) return NOTHING;
  // A replacement in its own tenant meets the old group, which is gone by then.
  if (old !== undefined && old["name"] === name && old["tenant"] === tenant) {
    return keepsOld ? { ...NOTHING, problems: [keptNameText(other.uuid)] } : NOTHING;
  }
  const text = takenNameText(others);
  // Under --replace the engine checks without the old inputs.
  const note = keepsOld ? `${text}. ${KEPT_NAME}` : text;
  return old === undefined ? { ...NOTHING, notes: [note] } : { ...NOTHING, problems: [text] };
}

/** Groups that rules name and that the tenant does not have. One that this run will make is not known by an id yet. */
function missingGroups({ run, settings }: WaldurCheck, { groups }: TenantPreview, rules: unknown): string[] {
  if (typeof rules !== "object" || rules === null) return [];
  const there = new Set(["self", ...groups.map(({ uuid }) => uuid)]);
  const named = Object.values(rules).flatMap((rule: unknown) => {
    const group =
      typeof rule === "object" && rule !== null && "remoteGroup" in rule ? rule.remoteGroup : null;
    return typeof group === "string" && !containsUnknown(group) ? [group] : [];
  });
  const missing = [...new Set(named)].filter(
    (group) => !there.has(group) && !isFromThisRun(run, settings.apiUrl, group),
  );
  const some = missing.length === 1 ? "a rule names the group" : "rules name the groups";
  return missing.length === 0
    ? []
    : [`${some} ${missing.join(" and ")}, which the tenant does not have: ${GROUP_REMEDY}`];
}

/**
 * The ids of groups that resources of this run adopt. The engine does not know them before `up`, while what is adopted is known:
 * rules that name such a group can be put into words.
 */
export class KnownGroups {
  private readonly ids = new Map<string, string>();

  /** To be called by each check. @param id of the group that the resource adopts */
  adopted(urn: string | undefined, id: string | undefined): void {
    if (urn === undefined || id === undefined) return;
    const name = nameInUrn(urn);
    // Two resources of one name, in different components, could be meant.
    this.ids.set(name, this.ids.has(name) && this.ids.get(name) !== id ? "" : id);
  }

  /** Checked rules with the groups that are known, for statements only. */
  in(rules: unknown): unknown {
    if (!isFields(rules)) return rules;
    return Object.fromEntries(Object.entries(rules).map(([key, rule]) => [key, this.inRule(rule)]));
  }

  private inRule(rule: unknown): unknown {
    if (!isFields(rule) || !isUnknown(rule["remoteGroup"])) return rule;
    const id = this.ids.get(nameOfUnknown(rule["remoteGroup"]) ?? "") ?? "";
    return id === "" ? rule : { ...rule, remoteGroup: id };
  }
}

export const knownGroups = perRun(() => new KnownGroups());

/** What to do about a name that other groups of the tenant have. */
export const takenNameText = (groups: readonly { readonly uuid: string }[]): string =>
  textFor(
    "tenant",
    groups.map(({ uuid }) => uuid),
    "if it is this resource's own and is being replaced, set deleteBeforeReplace: true or undo a taint with pulumi state untaint; ",
  );

/** Why a group cannot be replaced by one of its own name. */
const keptNameText = (uuid: string): string =>
  `the old group (${uuid}) keeps the name, which is unique in a tenant, because the resource has deleteBeforeReplace: false ` +
  "or retainOnDelete: true: leave these options out, or give the new group another name";

/** A group of a tenant as a preview sees it; undefined where it cannot be read. */
export async function groupInPreview(
  work: WaldurCheck,
  tenant: unknown,
  isMeant: (group: WireGroup) => boolean,
): Promise<WireGroup | undefined> {
  if (typeof tenant !== "string" || isUnknown(tenant)) return undefined;
  const preview = await tenantPreviews(work.session()).of(tenant, work.print);
  return preview?.groups.find(isMeant);
}

/** Outputs, and whether the rules in them may only have been wanted. */
export interface KnownOutputs {
  readonly outputs: Props;
  readonly areUnsure: boolean;
}

/**
 * The outputs of a group with the rules that are live: where the last update was not finished, those in state may only have
 * been wanted, so that the group is read.
 */
export async function outputsWithLiveRules(
  work: WaldurCheck,
  id: string,
  outputs: Props,
  language: RuleReader<Rule>,
): Promise<KnownOutputs> {
  const own = rulesInState(outputs["rules"], language);
  const isFinished = outputs["unfinished"] !== true && !isOutOfOrder(outputs["state"]);
  if (own === undefined || isFinished) return { outputs, areUnsure: false };
  const live = await groupInPreview(work, outputs["tenant"], ({ uuid }) => uuid === id);
  // Of a group that is not OK, Waldur shows what it wants.
  if (live === undefined || !isOk(live)) return { outputs, areUnsure: true };
  const rules = { ...ruleOutputs(rulesOf(live), own), ...unreturnableOutput(live) };
  const { name, description } = live;
  return { outputs: { ...outputs, name, description, ...rules }, areUnsure: false };
}

interface Addition {
  readonly tenant: string;
  readonly inputs: Props;
  readonly adopted: WireGroup | undefined;
  /** The inputs of the group that goes first, in a replacement. */
  readonly old: Props | undefined;
}

/** What all groups of a preview together make of the tenant's quotas, a new or adopted one being the last. */
function quotaNotes(run: Run, wire: WireTenant | undefined, addition: Addition): QuotaNotes {
  const { tenant, inputs, adopted, old } = addition;
  const isInPlace = old !== undefined && old["tenant"] === tenant;
  const freed = adopted?.rules.length ?? (isInPlace ? count(old["rules"]) : 0);
  const managed = inputs["rules"] !== undefined;
  return growthNotes(run, wire, {
    tenant,
    resource: String(inputs["name"]),
    groups: adopted === undefined && inputs["adopt"] === undefined && !isInPlace ? 1 : 0,
    rules: managed ? count(inputs["rules"]) - freed : 0,
  });
}

const count = (rules: unknown) =>
  typeof rules === "object" && rules !== null ? Object.keys(rules).length : 0;
