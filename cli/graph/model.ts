import { formatPeers, formatProtocols, serviceName } from "../../provider/traffic/format-protocols";
import { lintRules } from "../../provider/traffic/lint";
import { reachability } from "../../analysis/reachability";
import { isKnown, possibly } from "../../provider/traffic/explain";
import { groupOf, type Traffic, isWorldwide } from "../../provider/traffic/traffic";
import { SELF } from "../../provider/waldur/rule/fields";
import {
  filterOf,
  type Group,
  type GroupRule,
  isOff,
  isSwitchUnknown,
  namesOf,
  readableKey,
} from "../groups/group";

/** Who may talk to whom. */
export interface Graph {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

export interface Node {
  readonly id: string;
  readonly kind: "world" | "group" | "network" | "box";
  /** Of a group. */
  readonly cloud?: Group["cloud"];
  /** Title of the box that it is in. */
  readonly box?: string;
  /** Whether a change creates or deletes it. */
  readonly change?: "added" | "removed";
  /** Titles of the servers that are known to have it. */
  readonly servers: readonly string[];
  /** A name, or one or several networks. */
  readonly lines: readonly string[];
  /** What its members allow among themselves, and what may go out to the world. */
  readonly remarks: readonly string[];
  /** Keys of the rules that the remarks come from. */
  readonly rules: readonly string[];
}

/** What connections can be, the most conspicuous first: `world` is open to the world, `risky` is so and lint finds fault with it, `half` is allowed by one end alone. */
export const edgeKinds = ["risky", "world", "usual", "half"] as const;

export interface Edge {
  readonly from: string;
  readonly to: string;
  /** Services, or protocols with ports. */
  readonly services: readonly string[];
  /** Keys of the rules that allow it, each after the name of its group. */
  readonly rules: readonly string[];
  readonly kind: (typeof edgeKinds)[number];
  /** Whether a change opens or closes it. */
  readonly change?: "added" | "removed";
}

export const WORLD = "world";

export interface GraphOptions {
  /** Whether networks that are allowed the same everywhere are one node. @default true */
  readonly merges?: boolean;
  /** Names of groups that are not among them, by their ids. */
  readonly names?: ReadonlyMap<string, string>;
  /** Titles of the boxes of groups, by their ids. */
  readonly boxes?: ReadonlyMap<string, string>;
  /** Servers of groups at Waldur, by their ids. */
  readonly servers?: ReadonlyMap<string, readonly string[]>;
}

/** The graph of some groups. Networks that are allowed the same everywhere are one node. */
export function graphOf(
  groups: readonly Group[],
  { merges = true, names = new Map(), boxes = new Map(), servers = new Map() }: GraphOptions = {},
): Graph {
  const drawing = new Drawing(groups, { merges, names, boxes, servers });
  groups.forEach((group) => drawing.add(group));
  return drawing.graph();
}

interface Draft {
  readonly from: string;
  readonly to: string;
  readonly services: Set<string>;
  readonly rules: Set<string>;
  isRisky: boolean;
}

const idOf = (group: Group) => `group ${group.id}`;

class Drawing {
  private readonly edges = new Map<string, Draft>();
  private readonly networks = new Map<string, string>();
  private readonly remarks = new Map<string, { within: Set<string>; out: Set<string>; rules: Set<string> }>();
  private readonly byId: ReadonlyMap<string, Group>;
  private readonly nameOf: (id: string) => string;

  constructor(
    private readonly groups: readonly Group[],
    private readonly options: Required<GraphOptions>,
  ) {
    const { names } = options;
    this.byId = new Map(groups.map((group) => [group.id, group]));
    const own = namesOf(groups);
    this.nameOf = (id) => names.get(id) ?? own(id);
  }

  add(group: Group): void {
    const remarks = { within: new Set<string>(), out: new Set<string>(), rules: new Set<string>() };
    this.remarks.set(group.id, remarks);
    const { rules } = filterOf(group);
    if (isOff(group)) {
      remarks.out.add(EVERYTHING);
      const edge = this.edge(WORLD, idOf(group));
      edge.services.add(EVERYTHING);
      edge.isRisky = true;
      return;
    }
    const risky = riskyKeys(rules);
    for (const one of rules) {
      const rule = `${group.title}: ${readableKey(one.key, this.nameOf)}${one.isUnmanaged ? UNMANAGED : ""}`;
      for (const box of possibly([one])) {
        const peer = this.peerOf(group, box);
        const isOut = box.direction === "egress" && peer === WORLD;
        if (peer === idOf(group) || isOut) {
          (isOut ? remarks.out : remarks.within).add(wordFor(box, one));
          remarks.rules.add(rule);
          continue;
        }
        const [from, to] = box.direction === "ingress" ? [peer, idOf(group)] : [idOf(group), peer];
        const edge = this.edge(from, to);
        edge.services.add(wordFor(box, one));
        edge.rules.add(rule);
        if (from === WORLD && risky.has(one.key)) edge.isRisky = true;
      }
    }
  }

  graph(): Graph {
    const merged = this.mergedNetworks();
    const edges = [...this.edges.values()].filter(
      ({ from, to }) => !merged.gone.has(from) && !merged.gone.has(to),
    );
    return {
      nodes: [
        ...this.worldNode(edges),
        ...this.groups.map((group) => this.groupNode(group)),
        ...merged.nodes,
      ],
      edges: edges.map(({ from, to, services, rules, isRisky }) => ({
        from,
        to,
        services: listed(services),
        rules: [...rules, ...(merged.rules.get(`${from} ${to}`) ?? [])],
        kind: from === WORLD ? (isRisky ? "risky" : "world") : this.isWhole(from, to) ? "usual" : "half",
      })),
    };
  }

  private edge(from: string, to: string): Draft {
    const key = `${from} ${to}`;
    const known = this.edges.get(key) ?? { from, to, services: new Set(), rules: new Set(), isRisky: false };
    this.edges.set(key, known);
    return known;
  }

  private peerOf(group: Group, box: Traffic): string {
    const named = groupOf(box.remote);
    if (named !== undefined) {
      const id = named === SELF ? group.id : named;
      if (this.byId.has(id)) return `group ${id}`;
      this.networks.set(`network ${id}`, `group ${this.nameOf(id)}`);
      return `network ${id}`;
    }
    if (isWorldwide(box)) return WORLD;
    const text = formatPeers([{ family: box.family, peers: [box.remote] }], this.nameOf).join(", ");
    this.networks.set(`network ${text}`, text);
    return `network ${text}`;
  }

  /** Networks with the same edges become one; the rules of those that are gone go to the edges of the first. */
  private mergedNetworks() {
    const alike = new Map<string, string[]>();
    for (const id of this.networks.keys()) {
      const mine = [...this.edges.values()].filter(({ from, to }) => from === id || to === id);
      const said = mine.map(({ from, to, services }) =>
        [from === id ? "" : from, to === id ? "" : to, ...[...services].toSorted()].join("|"),
      );
      const key = this.options.merges ? said.toSorted().join("\n") : id;
      alike.set(key, [...(alike.get(key) ?? []), id]);
    }
    const gone = new Set<string>();
    const rules = new Map<string, string[]>();
    const nodes = [...alike.values()].map(([first = "", ...others]): Node => {
      for (const other of others) {
        gone.add(other);
        for (const edge of this.edges.values()) {
          if (edge.from !== other && edge.to !== other) continue;
          const key = edge.from === other ? `${first} ${edge.to}` : `${edge.from} ${first}`;
          rules.set(key, [...(rules.get(key) ?? []), ...edge.rules]);
        }
      }
      const lines = [first, ...others].map((id) => this.networks.get(id) ?? id);
      return { id: first, kind: "network", lines, remarks: [], servers: [], rules: [] };
    });
    return { gone, rules, nodes };
  }

  private worldNode(edges: readonly Draft[]): Node[] {
    if (!edges.some(({ from, to }) => from === WORLD || to === WORLD)) return [];
    return [{ id: WORLD, kind: "world", lines: ["the world"], remarks: [], servers: [], rules: [] }];
  }

  private groupNode(group: Group): Node {
    const { within, out, rules } = this.remarks.get(group.id) ?? { within: [], out: [], rules: [] };
    const remarks = [
      ...(isOff(group) ? ["firewall off"] : []),
      ...(isSwitchUnknown(group) ? ["firewall not known to be on"] : []),
      ...(group.rules === undefined ? ["rules not managed"] : []),
      ...(group.unmanagedRules === undefined ? ["other rules not known"] : []),
      ...([...within].length > 0 ? [`within: ${listed(within).join(", ")}`] : []),
      ...([...out].length > 0 ? [`out: ${listed(out).join(", ")}`] : []),
      ...(group.trouble === "" ? [] : ["in error"]),
      ...(group.trouble === "" && group.doubt !== "" ? [group.doubt] : []),
    ];
    const box = this.options.boxes.get(group.id);
    return {
      id: idOf(group),
      kind: "group",
      cloud: group.cloud,
      ...(box !== undefined && { box }),
      servers: this.serversOf(group),
      lines: [group.title],
      remarks,
      rules: [...rules],
    };
  }

  private serversOf(group: Group): readonly string[] {
    if (group.cloud === "waldur") return this.options.servers.get(group.id) ?? [];
    return group.members.virtualMachines.map(({ id, name, label }) => name ?? label ?? id);
  }

  /** Whether both ends allow it, or may, where both are groups. */
  private isWhole(from: string, to: string): boolean {
    const [source, target] = [from, to].map((id) => this.byId.get(id.replace("group ", "")));
    if (source === undefined || target === undefined) return true;
    const ends = [source, target].map((group) => ({ name: group.id, id: group.id, ...filterOf(group) }));
    return reachability(ends).some((way) => way.from === source.id && way.to === target.id);
  }
}

/** What a firewall that is off lets through. */
export const EVERYTHING = "everything";
const UNMANAGED = " (unmanaged)";

/** Keys of the rules that lint finds to open too much. */
function riskyKeys(rules: readonly GroupRule[]): ReadonlySet<string> {
  const found = lintRules(rules).filter(({ kind }) => kind.startsWith("open-") || kind === "unknown-rule");
  return new Set(found.map(({ key }) => key));
}

/** `https`, `tcp 9100-9104`, `any`, `ssh (unmanaged)`, `unknown`. */
function wordFor(box: Traffic, rule: GroupRule): string {
  const word = isKnown(rule) ? (serviceName(box) ?? formatProtocols([box]).join(", ")) : "unknown";
  return rule.isUnmanaged ? `${word}${UNMANAGED}` : word;
}

/** What the program allows is not said once more of others. */
const listed = (words: ReadonlySet<string> | readonly string[]): string[] => {
  const all = new Set(words);
  return [...all].filter((word) => !word.endsWith(UNMANAGED) || !all.has(word.slice(0, -UNMANAGED.length)));
};
