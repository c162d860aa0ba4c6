import { type Question, questionTraffic } from "../analysis/question";
import type { Family } from "../provider/net/ranges";
import { difference, type TrafficSet } from "../provider/traffic/set";
import { anyRemote } from "../provider/traffic/traffic";
import { closedSides, isPartlyOpen } from "./coverage";
import { type Host, Hosts, type Level, levels } from "./host";
import type { Model, ModelEnd } from "./model";
import { shortestWay, Ways } from "./reach";
import { closedText, openText, unknownText } from "./sentences";

/** An intent whose ends are found. */
export interface ModelIntent {
  readonly kind: "never" | "always";
  readonly from: ModelEnd;
  readonly to: ModelEnd;
  readonly question: Question;
  /** The part of it that is left out. */
  readonly except?: readonly Question[];
  /** Whether ways over other groups count. */
  readonly indirect: boolean;
}

/** What the rules say about an intent. */
export interface Verdict {
  /** `unknown`: it depends on values or addresses that are not known. */
  readonly state: "holds" | "broken" | "unknown";
  /** A sentence without the full stop; empty where the intent holds. */
  readonly text: string;
}

const HOLDS: Verdict = { state: "holds", text: "" };

/** Whether intents hold, each separately. What is not known counts as the dangerous case. */
export class Evaluator {
  private readonly hosts: Hosts;
  private readonly ways: Ways;
  private readonly levels: readonly Level[];

  constructor(model: Model) {
    this.hosts = new Hosts(model);
    const all = this.hosts.all();
    this.ways = new Ways(all);
    const isDoubtful = all.some(({ allows }) =>
      [...allows.ingress, ...allows.egress].some(({ level }) => level === "doubtful"),
    );
    // Most stacks have nothing of it, and then it is the same question again.
    this.levels = levels.filter((level) => level !== "doubtful" || isDoubtful);
  }

  /** @throws {Error} for a question that makes no sense: an answer would mean nothing */
  verdict(intent: ModelIntent): Verdict {
    const { kind, from, to } = intent;
    const every = kind === "never";
    const ends = { from: this.hosts.at(from, { every }), to: this.hosts.at(to, { every }) };
    const asked = askedTraffic(intent);
    return kind === "never" ? this.never(intent, ends, asked) : always(intent, ends, asked);
  }

  private never(intent: ModelIntent, { from, to }: Ends, asked: TrafficSet): Verdict {
    const between = intent.indirect ? this.ways : undefined;
    for (const level of this.levels) {
      const way = shortestWay(from, to, asked, { level, between });
      if (way === undefined) continue;
      const ends = { from: intent.from.title, to: intent.to.title };
      return level === "open"
        ? { state: "unknown", text: unknownText(ends, way) }
        : { state: "broken", text: openText(ends, way, level) };
    }
    return HOLDS;
  }
}

interface Ends {
  readonly from: readonly Host[];
  readonly to: readonly Host[];
}

function always(intent: ModelIntent, { from, to }: Ends, asked: TrafficSet): Verdict {
  const pairs = from.flatMap((source) => to.map((target) => ({ source, target })));
  const closed = (level: Level) =>
    pairs
      .map(({ source, target }) => ({ source, target, sides: closedSides(source, target, asked, level) }))
      .find(({ sides }) => sides.length > 0);
  const sure = closed("sure");
  if (sure === undefined) return HOLDS;
  const ends = { from: intent.from.title, to: intent.to.title };
  const open = closed("open");
  if (open === undefined) {
    const filters = sure.sides.map((side) => (side === "ingress" ? sure.target : sure.source).allows[side]);
    const rules = filters.flat().filter(({ level }) => level === "open");
    return { state: "unknown", text: unknownText(ends, [], rules) };
  }
  const { source, target, sides } = open;
  const [direction = "ingress"] = sides;
  const [host, other] = direction === "ingress" ? [target, source] : [source, target];
  const isPart = isPartlyOpen(direction, host, other, asked);
  return { state: "broken", text: closedText(ends, { asked, direction, host, other, isPart }) };
}

/** The traffic that an intent is about, whatever the ends are. What must be open is so over IPv4, unless something says otherwise. */
function askedTraffic({ kind, from, to, question, except = [] }: ModelIntent): TrafficSet {
  const families = new Set<Family>([...familiesOf(from), ...familiesOf(to)]);
  const [only, other] = [...families];
  const family = question.ethertype ?? (other === undefined ? only : undefined);
  const ethertype = family ?? (kind === "always" && families.size === 0 ? "IPv4" : undefined);
  const trafficOf = (one: Question) =>
    questionTraffic({ ...(ethertype !== undefined && { ethertype }), ...one }, "ingress", {
      remote: anyRemote,
    });
  const asked = trafficOf({ ...question, ...(ethertype !== undefined && { ethertype }) });
  return except.length === 0 ? asked : difference(asked, except.flatMap(trafficOf));
}

const familiesOf = ({ networks }: ModelEnd) => networks.map(({ family }) => family);
