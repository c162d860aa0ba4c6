import { Hosts } from "../../intents/host";
import type { ModelEnd } from "../../intents/model";
import { ANYTHING, hop } from "../../intents/reach";
import { hopText } from "../../intents/sentences";
import { parseCidr } from "../../provider/net/ranges";
import type { Group } from "../groups/group";
import { modelOfGroups } from "../intents/groups";
import { type Graph, type Node, WORLD } from "./model";

/** Who can open a connection to whom at once, for the question of the page: indexes of nodes and texts. */
export interface Ways {
  readonly nodes: readonly string[];
  readonly texts: readonly string[];
  readonly hops: readonly (readonly [from: number, to: number, text: number])[];
}

/** Above this a page would be too large, and asks nothing. */
const MOST_NODES = 160;

/** Both ends count, as they do for intents: unknown traffic does not count. */
export function waysOf({ nodes }: Graph, groups: readonly Group[]): Ways {
  const ends = nodes.flatMap((node) => {
    const end = endOf(node);
    return end === undefined ? [] : [{ id: node.id, end }];
  });
  if (ends.length > MOST_NODES) return { nodes: [], texts: [], hops: [] };
  const hosts = new Hosts(modelOfGroups(groups));
  const at = ends.map(({ end }) => hosts.at(end, { every: false })[0]);
  const texts = new Map<string, number>();
  const hops = at.flatMap((from, position) =>
    at.flatMap((to, other) => {
      if (position === other || from === undefined || to === undefined) return [];
      if (from.groups.length + to.groups.length === 0) return [];
      const found = hop(from, to, ANYTHING, "sure");
      if (found === undefined) return [];
      const text = hopText(found);
      const index = texts.get(text) ?? texts.size;
      texts.set(text, index);
      return [[position, other, index] as const];
    }),
  );
  return { nodes: ends.map(({ id }) => id), texts: [...texts.keys()], hops };
}

function endOf({ id, kind, lines }: Node): ModelEnd | undefined {
  const [title = ""] = lines;
  if (id === WORLD) return { kind: "world", title, networks: [] };
  if (kind === "group") return { kind: "groups", title, keys: [id.replace("group ", "")], networks: [] };
  const network = parseCidr(title, { bareHost: "plain" });
  return "problem" in network ? undefined : { kind: "network", title, networks: [network] };
}
