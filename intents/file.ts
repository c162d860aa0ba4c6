import { z } from "zod";
import { parse } from "yaml";
import { messageOf, SecurityGroupsError } from "../provider/errors";
import { type Cidr, parseCidr } from "../provider/net/ranges";
import { quoted } from "../provider/text/printable";
import { parseId } from "../provider/waldur/api/ids";
import { intentsForm, readIntents } from "./form";
import type { ReadIntent } from "./types";
import type { Model, ModelEnd, ModelGroup } from "./model";
import { ruleOfOtherStack } from "./other-stack";

const addresses = z
  .array(z.string())
  .optional()
  .describe("The networks in which its servers have their addresses.");

/** An end in a file. */
const fileEnd = z.union([
  z
    .string()
    .min(1)
    .describe('"world", a network, or a group: its name, a pattern such as shop-*, or its id.'),
  z
    .strictObject({ group: z.string().min(1), addresses })
    .describe("A group whose servers have known addresses."),
  z
    .strictObject({ server: z.string().min(1), addresses })
    .describe("A server with all of its groups, by its id or its name at the cloud."),
]);
type FileEnd = z.output<typeof fileEnd>;

/** Intents of a file, before its ends are looked for. */
export type FileIntents = readonly ReadIntent<FileEnd>[];

/** The JSON schema of the file, for editors. */
export const intentsSchema = (): object => z.toJSONSchema(intentsForm(fileEnd));

/** @throws {SecurityGroupsError} with every problem, and where it is */
export function parseIntents(text: string, file: string): FileIntents {
  try {
    return readIntents<FileEnd>(parse(text) ?? {}, fileEnd);
  } catch (error) {
    throw new SecurityGroupsError(`${file}: ${messageOf(error)}`, { cause: error });
  }
}

/** Intents of a file about groups, with the groups that they are about. */
export interface IntentsInModel {
  readonly intents: ReadIntent<ModelEnd>[];
  /** The given model, with the groups of other stacks that the file names by their ids. */
  readonly model: Model;
}

/**
 * The same intents about the groups of a model.
 * @throws {SecurityGroupsError} where one names something that does not exist: its answer would mean nothing
 */
export function inModel(intents: FileIntents, own: Model, file: string): IntentsInModel {
  const model =
    own.isWhole === true ? own : { ...own, groups: [...own.groups, ...groupsOfOthers(intents, own)] };
  const problems: string[] = [];
  const found = intents.map((intent) => {
    const end = (side: "from" | "to"): ModelEnd => {
      try {
        return endIn(intent[side], model);
      } catch (error) {
        problems.push(`${file}: ${intent.place}.${side}: ${messageOf(error)}`);
        return { kind: "world", title: "", networks: [] };
      }
    };
    return { ...intent, from: end("from"), to: end("to") };
  });
  if (problems.length > 0) throw new SecurityGroupsError(problems.join("\n"));
  return { intents: found, model };
}

/** Groups of other stacks, of which only the id is known. */
function groupsOfOthers(intents: FileIntents, { groups }: Model): ModelGroup[] {
  const words = intents
    .flatMap(({ from, to }) => [from, to])
    .flatMap((end) => (typeof end === "string" ? end : "group" in end ? end.group : []));
  const known = new Set(groups.map(({ key }) => key));
  const ids = new Set(words.flatMap((word) => parseId(word) ?? []).filter((id) => !known.has(id)));
  return [...ids].map((id) => ({ key: id, title: id, cloud: "waldur", rules: [ruleOfOtherStack] }));
}

function endIn(end: FileEnd, model: Model): ModelEnd {
  if (typeof end !== "string") {
    const networks = (end.addresses ?? []).map(networkOf);
    return "server" in end ? serverEnd(end.server, model, networks) : groupsEnd(end.group, model, networks);
  }
  if (end === "world") return { kind: "world", title: "the world", networks: [] };
  if (isNetwork(end)) return { kind: "network", title: end, networks: [networkOf(end)] };
  return groupsEnd(end, model, []);
}

/** Whether a word is meant as a network: one of IPv4, or whatever has a colon or a slash, as the names of groups hardly have. */
const isNetwork = (word: string) =>
  parseId(word) === undefined && (/^\d+(\.\d+){3}$/.test(word) || /[:/]/.test(word)) && !word.includes("*");

function networkOf(text: string): Cidr {
  const network = parseCidr(text, { bareHost: "plain" });
  if ("problem" in network) throw new Error(network.message);
  return network;
}

function groupsEnd(word: string, { groups }: Model, networks: readonly Cidr[]): ModelEnd {
  const id = parseId(word) ?? word;
  const pattern = new RegExp(`^${word.split("*").map(escaped).join(".*")}$`);
  const meant = groups.filter(({ key, title }) => key === id || pattern.test(title));
  if (meant.length === 0) {
    const some = groups.slice(0, 12).map(({ title }) => quoted(title));
    throw new Error(
      `there is no group ${quoted(word)}: there ${some.length === 0 ? "are none" : `are ${some.join(", ")}`}`,
    );
  }
  return { kind: "groups", ...titled(word, meant), networks };
}

const escaped = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&");

/** What messages call it: by its name where the file has an id. */
const titled = (word: string, meant: readonly { readonly key: string; readonly title: string }[]) => ({
  title: meant.length === 1 && meant[0] !== undefined ? meant[0].title : word,
  keys: meant.map(({ key }) => key),
});

function serverEnd(word: string, { servers }: Model, networks: readonly Cidr[]): ModelEnd {
  const id = parseId(word) ?? word;
  const meant = servers.filter(({ key, title }) => key === id || key === word || title === word);
  if (meant.length === 0)
    throw new Error(`no group has a server ${quoted(word)}: use the id that an attachment has`);
  return { kind: "server", ...titled(word, meant), networks };
}
