import { type Fields, readRules, type RuleReader, type RuleMap } from "../../provider/rules/rule-map";
import { ruleReader as e24cloudLanguage } from "../../provider/e24cloud/rule/parse";
import type { Rule as E24cloudRule } from "../../provider/e24cloud/rule/args";
import { toRuleArgs as spellE24cloud } from "../../provider/e24cloud/rule/fields";
import { ruleReader as waldurLanguage } from "../../provider/waldur/rule/parse";
import type { Rule as WaldurRule } from "../../provider/waldur/rule/args";
import { toRuleArgs as spellWaldur } from "../../provider/waldur/rule/fields";
import type { Group } from "../groups/group";

/** A rule of a program, or a preset that stands for several. */
export type Statement =
  | { readonly kind: "rule"; readonly rule: Fields }
  | {
      readonly kind: "preset";
      readonly name: string;
      /** Where it comes from, or goes to: networks, ids of groups, `self`. Empty is the preset's own default. */
      readonly side: "from" | "to";
      readonly peers: readonly string[];
      readonly description: string;
    };

/** `allow` of a cloud. */
type Presets = Readonly<Record<string, (args: { from?: string; to?: string }) => unknown[]>>;

/** What differs between the clouds. */
interface Dialect<R extends Fields> {
  readonly language: RuleReader<R>;
  readonly presets: Presets;
  readonly spell: (rule: R) => object;
  /** The side of a rule that is far away, and the network or group there. */
  readonly end: (rule: R) => { readonly side: "from" | "to"; readonly peer: string };
  readonly descriptionOf: (rule: R) => string;
  /** What means anywhere when a preset gets no end; by itself and together. */
  readonly anywhere: readonly string[];
}

/** Puts the rules of groups into the words of a program. */
export interface Recogniser {
  /** With presets where they fit. */
  statements(group: Group): Statement[];
}

/** The presets, whose module needs the SDK, are loaded only now. */
export async function recogniser(): Promise<Recogniser> {
  const [waldur, e24cloud] = await Promise.all([
    import("../../provider/waldur/presets.js"),
    import("../../provider/e24cloud/presets.js"),
  ]);
  const [mine, theirs] = [
    new Recognition(waldurDialect(waldur.allow)),
    new Recognition(e24cloudDialect(e24cloud.allow)),
  ];
  return {
    statements: (group) =>
      group.cloud === "waldur" ? mine.statements(group.rules ?? {}) : theirs.statements(group.rules ?? {}),
  };
}

/** The rules of a group one by one. */
export function plainRules(group: Group): object[] {
  return group.cloud === "waldur"
    ? Object.values(group.rules ?? {}).map(spellWaldur)
    : Object.values(group.rules ?? {}).map(spellE24cloud);
}

const waldurDialect = (presets: Presets): Dialect<WaldurRule> => ({
  language: waldurLanguage,
  presets,
  spell: spellWaldur,
  end: ({ direction, cidr, remoteGroup }) => ({
    side: direction === "egress" ? "to" : "from",
    peer: cidr ?? remoteGroup ?? "self",
  }),
  descriptionOf: ({ description }) => description ?? "",
  anywhere: ["0.0.0.0/0", "::/0"],
});

const e24cloudDialect = (presets: Presets): Dialect<E24cloudRule> => ({
  language: e24cloudLanguage,
  presets,
  spell: spellE24cloud,
  end: ({ direction, srcAddress, dstAddress }) =>
    direction === "OUT"
      ? { side: "to", peer: dstAddress ?? "0.0.0.0/0" }
      : { side: "from", peer: srcAddress ?? "0.0.0.0/0" },
  descriptionOf: () => "",
  anywhere: ["0.0.0.0/0"],
});

/** Addresses for documentation (RFC 5737, RFC 3849), to see what presets are about. */
const SAMPLES = ["192.0.2.1/32", "2001:db8::1/128"];

class Recognition<R extends Fields> {
  /** Names of presets by what their rules are about, those of most rules first. */
  private readonly byLabel = new Map<string, string[]>();
  private readonly keysOf = new Map<string, readonly string[]>();
  private readonly sizes = new Map<string, number>();

  constructor(private readonly dialect: Dialect<R>) {
    for (const name of Object.keys(dialect.presets)) {
      for (const side of ["from", "to"] as const) {
        for (const peer of SAMPLES) this.learn(name, side, this.keys(name, side, peer));
      }
    }
  }

  statements(rules: RuleMap<R>): Statement[] {
    const left = new Map(Object.entries(rules));
    const presets = this.candidates(left).flatMap((name) => this.uses(name, left));
    const rest = [...left.values()].map((rule): Statement => ({
      kind: "rule",
      rule: { ...this.dialect.spell(rule) },
    }));
    return [...presets, ...rest];
  }

  private learn(name: string, side: string, keys: readonly string[]): void {
    this.sizes.set(name, Math.max(this.sizes.get(name) ?? 0, keys.length));
    for (const key of keys) {
      const label = labelOf(key);
      const names = this.byLabel.get(label) ?? [];
      if (!names.includes(name)) this.byLabel.set(label, [...names, name]);
    }
  }

  /** Presets that may fit, those that say most at once first. */
  private candidates(rules: ReadonlyMap<string, R>): string[] {
    const names = new Set([...rules.keys()].flatMap((key) => this.byLabel.get(labelOf(key)) ?? []));
    const table = Object.keys(this.dialect.presets);
    return [...names].toSorted(
      (a, b) => (this.sizes.get(b) ?? 0) - (this.sizes.get(a) ?? 0) || table.indexOf(a) - table.indexOf(b),
    );
  }

  /** The uses of a preset that some rules amount to; they are taken away from `left`. */
  private uses(name: string, left: Map<string, R>): Statement[] {
    const { end, descriptionOf, anywhere } = this.dialect;
    const found = new Map<string, { side: "from" | "to"; description: string; peers: string[] }>();
    const taken: string[] = [];
    for (const [key, rule] of left) {
      if (!(this.byLabel.get(labelOf(key)) ?? []).includes(name)) continue;
      const { side, peer } = end(rule);
      const description = descriptionOf(rule);
      const use = found.get(`${side} ${description}`) ?? { side, description, peers: [] };
      if (use.peers.includes(peer)) continue;
      const keys = this.keys(name, side, peer);
      const fits = keys.every((one) => {
        const other = left.get(one);
        return other !== undefined && descriptionOf(other) === description;
      });
      if (!fits || keys.length === 0) continue;
      use.peers.push(peer);
      found.set(`${side} ${description}`, use);
      taken.push(...keys);
    }
    taken.forEach((key) => left.delete(key));
    return [...found.values()].flatMap(({ side, description, peers }): Statement[] => {
      const use = (some: readonly string[]) => ({
        kind: "preset" as const,
        name,
        side,
        peers: some,
        description,
      });
      const isWorld =
        anywhere.every((one) => peers.includes(one)) && side === (name === "egress" ? "to" : "from");
      if (!isWorld) return [use(peers)];
      const others = peers.filter((one) => !anywhere.includes(one));
      return [use([]), ...(others.length > 0 ? [use(others)] : [])];
    });
  }

  /** Keys of the rules that a preset makes; none where it makes none for such an end. */
  private keys(name: string, side: "from" | "to", peer: string): readonly string[] {
    const id = [name, side, peer].join(" ");
    const known = this.keysOf.get(id);
    if (known !== undefined) return known;
    // Everything out knows no way in.
    const preset = name === "egress" && side === "from" ? undefined : this.dialect.presets[name];
    const made = readRules(preset?.({ [side]: peer }) ?? [], this.dialect.language);
    const keys = made.problems.length > 0 ? [] : Object.keys(made.rules);
    this.keysOf.set(id, keys);
    return keys;
  }
}

/** What a rule is about, without its ends: `ingress IPv4 tcp 443`. */
const labelOf = (key: string) => key.replace(/ (from|to) .*$/, "");
