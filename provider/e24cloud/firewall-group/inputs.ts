import { z } from "zod";
import type { ResourceNames } from "../../kit/crud";
import { checkedRulesField, flag, foreignRules, oneOf, rulesField, text } from "../../kit/state-fields";
import { secretInputs } from "../../kit/secrets/secret-inputs";
import { readLeniently, readStored } from "../../kit/stored-inputs";
import { timeouts } from "../../kit/timeouts";
import { ruleLanguage } from "../rule/parse";
import { reachable } from "./reachable";
import { quoted } from "../../text/quoted";
import type { Props } from "../../kit/handlers";

/** What messages call the resource. */
export const KIND = "firewall group";
export const NAMES: ResourceNames = { kind: KIND, type: "FirewallGroup" };

/** Ids are UUID-shaped but not always UUIDs by the standard. */
const id = z
  .guid({
    error: ({ input }) =>
      `${quoted(input)} is not an id: an id looks like 24e12e20-0851-5354-e2c3-04b16c4c9c45`,
  })
  .toLowerCase();

/** A set: sorted, each once. */
const ids = z
  .array(id, { error: "must be an array of ids" })
  .transform((all) => [...new Set(all)].toSorted());

/**
 * What a program says of a FirewallGroup, rules aside. A check turns all of it into one canonical form, in which it
 * stands in state.
 */
export const settingFields = {
  name: text.min(1, "must not be empty"),
  /** What of a kind is attached; a kind that is left out is not managed. */
  virtualMachines: ids.optional(),
  users: ids.optional(),
  resources: ids.optional(),
  exclusiveMembers: flag.optional(),
  /** Left out where the switch is not touched. */
  active: flag.optional(),
  defaultRules: oneOf("keep", "remove").optional(),
  foreignRules: foreignRules.optional(),
  guard: oneOf("warn", "error").optional(),
  keepReachable: z.array(reachable, { error: "must be an array of { ports, from }" }).optional(),
  adopt: z.union([z.literal(true), id], { error: "must be true or the id of a group" }).optional(),
  timeouts: timeouts.optional(),
  secretInputs: secretInputs.optional(),
};

/** In state there may be ids of other writers' members, of whatever form. */
const stored = z.array(z.string()).optional();

const firewallGroupInputs = z.object({
  ...settingFields,
  virtualMachines: stored,
  users: stored,
  resources: stored,
  /** Left out where the rules are not managed. */
  rules: checkedRulesField(ruleLanguage).optional(),
  /** The address of the API, from the settings: where the group lives. */
  endpoint: z.string(),
});

const someInputs = firewallGroupInputs.extend({ rules: rulesField(ruleLanguage) }).partial();

/** The checked inputs of a FirewallGroup, all known, as they stand in state: inputs and outputs have the same. */
export type FirewallGroupInputs = z.output<typeof firewallGroupInputs>;

/** The inputs that a check of this run has made, among what the engine hands over. */
export function readInputs(props: unknown): FirewallGroupInputs {
  return readStored(firewallGroupInputs, props, KIND);
}

/** What of them is in state: a resource from a lookup, or a partially created one, has fewer. */
export function readSomeInputs(props: unknown): Partial<FirewallGroupInputs> {
  return readStored(someInputs, props, KIND);
}

/** The same for what is only said in a preview: what cannot be read is not known. */
export function readKnownInputs(props: Props): Partial<FirewallGroupInputs> {
  return readLeniently(someInputs, props);
}
