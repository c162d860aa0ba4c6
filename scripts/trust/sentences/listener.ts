import { type GroupOf, Unreadable } from "./judge/phrases";
import { type Change, untruthsOfChange } from "./judge/change";
import { untruthsOfGuard } from "./judge/guard";
import { keysIn, limitsOf, ruleOfKey } from "./judge/keys";
import { untruthsOfFinding } from "./judge/lint";
import { type LiveRule, packetText, verdict } from "./judge/packet";
import { samplePackets } from "./judge/samples";
import type { Speaker, Wrap } from "./lie";
import { type ChangeLine, readChange } from "./sentences";
import { Untruth } from "./untruth";

/** What is true while some lines are printed. */
export interface Truth {
  /** What the product could know of the rules before, and what they are after it. */
  readonly change: Change;
  /** What the server really has at the end. */
  readonly live: readonly LiveRule[];
  /** Whether its firewall is on at the end. */
  readonly isOn: boolean;
  readonly name: string;
}

/** What was printed, by its speaker. */
export interface Heard {
  readonly changes: readonly ChangeLine[];
  readonly findings: readonly string[];
  readonly guards: readonly string[];
}

/** Sentences that say nothing of traffic, or only what another sentence says too. */
export const silent = [
  /^its rules stay(; not gap-free: .*)?$/,
  /^servers? .* (is|are) in no other firewall group/,
  /^its rules are no longer managed; they stay(; not gap-free: .*)?$/,
  /^its rules are not known yet$/,
  /^adopts [0-9a-f-]+(; (renames it from .*|changes its description|detaches the servers .*))*$/,
  /^begins to manage its rules$/,
  /^uses the empty group [0-9a-f-]+$/,
];

/** Reads each line, and holds it against what is true. */
export class Listener {
  constructor(
    private readonly groupOf: GroupOf,
    private readonly wrap: Wrap,
    private readonly groups: readonly string[],
  ) {}

  /** @throws Untruth, or Unreadable for a sentence that means nothing to the judge */
  hear(lines: readonly string[], truth: Truth): Heard {
    const heard = { changes: [] as ChangeLine[], findings: [] as string[], guards: [] as string[] };
    for (const line of lines) {
      const { text, isWarning } = this.textOf(line, truth.name);
      if (text === "") continue;
      const speaker = isWarning ? (/^"/.test(text) ? "lint" : "guard") : "preview";
      const said = this.wrap(speaker, text);
      if (said === "") continue;
      this.judge(speaker, said, { line, truth, heard });
    }
    return heard;
  }

  private judge(
    speaker: Speaker,
    said: string,
    {
      line,
      truth,
      heard,
    }: { line: string; truth: Truth; heard: { changes: ChangeLine[]; findings: string[]; guards: string[] } },
  ): void {
    const untrue = (truths: readonly string[]) => {
      if (truths.length > 0) throw new Untruth(`${speaker}: ${said}`, truths);
    };
    const finding = untruthsOfFinding(said, this.groupOf, this.groups);
    if (finding) {
      heard.findings.push(said);
      return untrue(finding);
    }
    const guard = untruthsOfGuard(said, { rules: truth.change.after });
    if (guard) {
      heard.guards.push(said);
      return untrue(guard);
    }
    const filters = untruthsOfSwitch(said, truth);
    if (filters.length > 0) return untrue(filters);
    const mention = this.mention(said, truth) ?? this.defaults(said, truth);
    if (mention) return untrue(mention);
    const change = readChange(withoutHead(said), this.groupOf);
    if (change) {
      heard.changes.push(change);
      return untrue(untruthsOfChange(change, truth.change));
    }
    if (/(^|; )its rules are up to date(;|$)/.test(said)) return untrue(this.same(truth.change));
    const rest = withoutHead(said);
    if (rest !== "" && !silent.some((form) => form.test(rest))) throw new Unreadable(line);
  }

  /** What is reported about e24cloud's own rules that go. */
  private defaults(said: string, { change }: Truth): string[] | undefined {
    const [, leaving, closed = ""] =
      /^e24cloud's default rules are removed: ([^;]*)(?:; no other rule allows (.*))?$/.exec(said) ?? [];
    if (said.startsWith(MAY_COME)) return [];
    if (leaving === undefined) return undefined;
    const rules = (closed === "them" ? leaving : closed)
      .split(/, (?=ingress|egress)/)
      .filter(Boolean)
      .map((key) => ruleOfKey(key, this.groupOf));
    return rules.flatMap((rule) => {
      const packets = samplePackets(limitsOf([rule, ...change.after]), this.groups);
      const asked = packets.filter((packet) => verdict(packet, [rule]) === "yes");
      return asked.some((packet) => verdict(packet, change.after) !== "yes")
        ? []
        : [`something else allows ${rule.id}`];
    });
  }

  /** What an update says about rules of others. */
  private mention(said: string, { live }: Truth): string[] | undefined {
    const [, word, rest = ""] = /^(left alone|sets|removes):? (".*")/.exec(said) ?? [];
    if (word === undefined) return undefined;
    const rules = keysIn(rest).map((key) => ruleOfKey(key, this.groupOf));
    const packets = samplePackets(limitsOf(rules), this.groups);
    const missing = packets.find(
      (packet) => verdict(packet, rules) === "yes" && verdict(packet, live) === "no",
    );
    return word !== "removes" && missing ? [`the group does not have it: ${packetText(missing)}`] : [];
  }

  private same(change: Change): string[] {
    const none = { opens: [], closes: [], mayOpen: [], mayClose: [], isCut: false };
    return untruthsOfChange(none, change);
  }

  /** A line without whose it is. */
  private textOf(line: string, name: string): { text: string; isWarning: boolean } {
    const [, kind, rest] =
      /^(?:warning: )?(?:security|firewall) group "[^"]*": (warning: )?(.*)$/s.exec(line) ?? [];
    if (rest !== undefined)
      return { text: rest, isWarning: line.startsWith("warning: ") || kind !== undefined };
    if (!line.startsWith(`${name}: `)) throw new Unreadable(line);
    const text = line.slice(name.length + 2);
    return text.startsWith("warning: ")
      ? { text: text.slice(9), isWarning: true }
      : { text, isWarning: false };
  }
}

/** What is untrue in what is reported about the firewall's switch. */
function untruthsOfSwitch(said: string, { isOn }: Truth): string[] {
  if (/(^|; )switches its firewall on: /.test(said) && !isOn) return ["its firewall is off"];
  const isOff = /(^|; )switches its firewall off: |; its firewall is off: /.test(said);
  return isOff && isOn ? ["its firewall is on"] : [];
}

/** How a line begins that says that rules may come by themselves. */
export const MAY_COME = "e24cloud's default rules may come, and stay: ";

const HEAD = /^(adopts|renames it|changes its|detaches|begins to|switches its firewall)[^;]*(; |$)/;
const TAIL = /; its firewall is off: it does not filter yet$/;

/** Changes of the group itself come first, and whether it filters last. */
function withoutHead(text: string): string {
  const rest = text.replace(HEAD, "").replace(TAIL, "");
  return rest === text ? rest : withoutHead(rest);
}
