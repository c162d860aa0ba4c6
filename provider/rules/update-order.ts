import { BoxIndex, Grid } from "../traffic/grid";
import { possibly, type RuleTraffic } from "../traffic/explain";
import type { TrafficSet } from "../traffic/set";
import { setImmediate } from "node:timers/promises";

/** One call to a server that changes one rule at a time. `replace` is one update: `by` exists when the old one is gone. */
export type Step<R> = { readonly add: R } | { readonly replace: R; readonly by: R } | { readonly remove: R };

/** A change of a list of rules. */
export interface RuleChange<R> {
  /** Rules that stay as they are. */
  readonly kept: readonly R[];
  readonly gone: readonly R[];
  readonly added: readonly R[];
  readonly traffic: (rule: R) => RuleTraffic;
  /** Identifies a rule, so that the order of the input never matters. */
  readonly key: (rule: R) => string;
  /** Whether one update can turn the old rule into the new one. */
  readonly mayReplace: (old: R, by: R) => boolean;
  /** How alike two rules are, such as the number of equal fields; more is better. Chooses what replaces what. */
  readonly likeness: (old: R, by: R) => number;
}

/**
 * Steps from the old rules to the new ones, after each of which the rules allow all that is allowed both before and
 * after, in any reading of what is not known. Greedy: an old rule is removed once the new rules that replace
 * it exist, or in the update that brings the last of them; where no such update is left, the next rule is added. Never more
 * than gone + added steps.
 * Thousands of rules that share traffic take seconds, so other work of the process is done in between.
 */
export async function updateOrder<R>(change: RuleChange<R>): Promise<Step<R>[]> {
  const gone = inOrder(change.gone, change.key);
  const added = inOrder(change.added, change.key);
  const turn = new Turn();
  const waiting = await waitingRules(change, { gone, added }, turn);
  const coming = new Positions(added.length);
  for (const position of added.keys()) coming.add(position);

  const steps: Step<R>[] = [];
  while (coming.size > 0) {
    const { nearest, finished } = nextOf(waiting);
    const position = (finished ?? nearest)?.awaited.first ?? coming.first;
    const by = added[position];
    if (by === undefined) throw new RangeError(`there is no new rule ${position}`);
    const replaced = finished ?? mostLike(by, waiting, change);
    steps.push(replaced === undefined ? { add: by } : { replace: replaced.old, by });
    if (replaced !== undefined) waiting.splice(waiting.indexOf(replaced), 1);
    coming.delete(position);
    for (const one of waiting) {
      if (one.awaited.delete(position)) one.isLastUpdate = isLastUpdate(one, added, change);
    }
    await turn.end();
  }
  return [...steps, ...waiting.map(({ old }) => ({ remove: old }))];
}

/** An old rule that has not gone yet. */
interface Waiting<R> {
  readonly old: R;
  /** The new rules that it waits for, as places in their list. */
  readonly awaited: Positions;
  /** Whether it waits for one rule alone, which an update can turn it into. */
  isLastUpdate: boolean;
}

function isLastUpdate<R>(
  { old, awaited }: Pick<Waiting<R>, "old" | "awaited">,
  added: readonly R[],
  { mayReplace }: RuleChange<R>,
): boolean {
  const by = awaited.size === 1 ? added[awaited.first] : undefined;
  return by !== undefined && mayReplace(old, by);
}

/** The old rule that one update finishes, if there is one; else the one that waits for the fewest. */
function nextOf<R>(waiting: readonly Waiting<R>[]) {
  let nearest: Waiting<R> | undefined;
  for (const one of waiting) {
    if (one.isLastUpdate) return { finished: one };
    const { size } = one.awaited;
    if (size > 0 && (nearest === undefined || size < nearest.awaited.size)) nearest = one;
  }
  return { nearest };
}

/** The old rule most like a new one that waits for nothing and that the new one may replace. */
function mostLike<R>(
  by: R,
  waiting: readonly Waiting<R>[],
  { mayReplace, likeness }: RuleChange<R>,
): Waiting<R> | undefined {
  let best: { readonly one: Waiting<R>; readonly worth: number } | undefined;
  for (const one of waiting) {
    if (one.awaited.size > 0 || !mayReplace(one.old, by)) continue;
    const worth = likeness(one.old, by);
    if (best === undefined || worth > best.worth) best = { one, worth };
  }
  return best?.one;
}

/**
 * The old rules, each with the new ones that it waits for: those that may share traffic with it which no kept rule
 * covers for certain.
 */
async function waitingRules<R>(
  change: RuleChange<R>,
  { gone, added }: { readonly gone: readonly R[]; readonly added: readonly R[] },
  turn: Turn,
): Promise<Waiting<R>[]> {
  const boxes = new Map<R, TrafficSet>();
  for (const rule of change.kept) {
    boxes.set(rule, change.traffic(rule).traffic);
    await turn.end();
  }
  for (const rule of [...gone, ...added]) {
    boxes.set(rule, possibly([change.traffic(rule)]));
    await turn.end();
  }
  const grid = new Grid([...boxes.values()].flat());
  await turn.end();
  const placed = (rule: R) => (boxes.get(rule) ?? []).map((box) => grid.place(box));
  const staying = new BoxIndex(change.kept.flatMap(placed).map((box) => ({ box, of: undefined })));
  await turn.end();
  const uncovered = (rule: R) => placed(rule).filter((box) => !staying.encloses(box));
  const successors = new BoxIndex(added.flatMap((rule, of) => uncovered(rule).map((box) => ({ box, of }))));
  const waiting: Waiting<R>[] = [];
  for (const old of gone) {
    await turn.end();
    const awaited = new Positions(added.length);
    for (const box of uncovered(old)) for (const { of } of successors.overlapping(box)) awaited.add(of);
    waiting.push({ old, awaited, isLastUpdate: isLastUpdate({ old, awaited }, added, change) });
  }
  return waiting;
}

function inOrder<R>(rules: readonly R[], key: (rule: R) => string): R[] {
  const keyed = rules.map((rule) => ({ rule, key: key(rule) }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ rule }) => rule);
}

const BITS = 32;

/** A set of places in a list of a known length: a bit each, so that thousands of such sets are small. */
export class Positions {
  private readonly words: Uint32Array;
  private count = 0;

  constructor(length: number) {
    this.words = new Uint32Array(Math.ceil(length / BITS));
  }

  get size(): number {
    return this.count;
  }

  /** The first of them, -1 if there is none. */
  get first(): number {
    const at = this.words.findIndex((word) => word !== 0);
    const word = this.words[at] ?? 0;
    return at < 0 ? -1 : at * BITS + BITS - 1 - Math.clz32(word & -word);
  }

  /** Whether the place was not in the set before. */
  add(position: number): boolean {
    return !this.has(position) && this.flip(position, 1);
  }

  /** Whether the place was in the set before. */
  delete(position: number): boolean {
    return this.has(position) && this.flip(position, -1);
  }

  private has(position: number): boolean {
    return ((this.words[position >>> 5] ?? 0) & (1 << (position & 31))) !== 0;
  }

  private flip(position: number, change: 1 | -1): true {
    const at = position >>> 5;
    this.words[at] = (this.words[at] ?? 0) ^ (1 << (position & 31));
    this.count += change;
    return true;
  }
}

/** How long one computation may hold the process, in milliseconds. */
const LONGEST = 50;

/** Splits a long computation, so that other work of the process is done in between. */
export class Turn {
  private begun = performance.now();

  /** Lets other work go first where this turn has been long. To be awaited every few milliseconds. */
  async end(): Promise<void> {
    if (performance.now() - this.begun < LONGEST) return;
    await setImmediate();
    this.begun = performance.now();
  }
}
