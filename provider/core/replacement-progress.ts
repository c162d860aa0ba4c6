import type { Demand } from "./coverage-demands";

/** How far a change has come: which rules were removed and added, and which demands that leaves open. Can be undone. */
export class ReplacementProgress {
  /** Positions of the removed and the added rules, in the order of their steps. */
  readonly removals: number[] = [];
  readonly additions: number[] = [];

  private readonly goneIn: number[][];
  private readonly addedIn: number[][];
  /** For each demand how many of its gone rules are still there, and how many of its added ones are there already. */
  private readonly sheltering: number[];
  private readonly met: number[];
  private readonly isRemoved: boolean[];
  private readonly isAdded: boolean[];

  constructor(
    readonly demands: readonly Demand[],
    readonly goneCount: number,
    readonly addedCount: number,
  ) {
    this.goneIn = memberships(
      goneCount,
      demands.map(({ gone }) => gone),
    );
    this.addedIn = memberships(
      addedCount,
      demands.map(({ added }) => added),
    );
    this.sheltering = demands.map(({ gone }) => gone.length);
    this.met = demands.map(() => 0);
    this.isRemoved = Array.from({ length: goneCount }, () => false);
    this.isAdded = Array.from({ length: addedCount }, () => false);
  }

  add(added: number): void {
    this.isAdded[added] = true;
    this.additions.push(added);
    for (const demand of at(this.addedIn, added)) this.met[demand] = at(this.met, demand) + 1;
  }

  remove(gone: number): void {
    this.isRemoved[gone] = true;
    this.removals.push(gone);
    for (const demand of at(this.goneIn, gone)) this.sheltering[demand] = at(this.sheltering, demand) - 1;
  }

  /** Takes back the latest steps until only so many are left. */
  rollback(removals: number, additions: number): void {
    for (const gone of this.removals.splice(removals)) {
      this.isRemoved[gone] = false;
      for (const demand of at(this.goneIn, gone)) this.sheltering[demand] = at(this.sheltering, demand) + 1;
    }
    for (const added of this.additions.splice(additions)) {
      this.isAdded[added] = false;
      for (const demand of at(this.addedIn, added)) this.met[demand] = at(this.met, demand) - 1;
    }
  }

  removed = (gone: number): boolean => at(this.isRemoved, gone);

  /** Gone rules that are still there. */
  remaining = (): number[] => this.isRemoved.flatMap((removed, gone) => (removed ? [] : [gone]));

  /** Added rules that are not there yet. */
  missing = (): number[] => this.isAdded.flatMap((added, position) => (added ? [] : [position]));

  /** Demands on a gone rule for which nothing was added yet. */
  openOf = (gone: number): number[] => at(this.goneIn, gone).filter((demand) => this.met[demand] === 0);

  /** Open demands that an added rule would meet. */
  openFor = (added: number): number[] => at(this.addedIn, added).filter((demand) => this.met[demand] === 0);

  /** Open demands that would be violated if the gone rule were removed now. */
  baredBy = (gone: number): number[] => this.openOf(gone).filter((demand) => this.sheltering[demand] === 1);

  demand = (position: number): Demand => at(this.demands, position);

  /** The same text for the same rules removed and added, whatever their order. */
  key = (): string => [this.isRemoved, this.isAdded].map((flags) => flags.map(Number).join("")).join("/");
}

function memberships(count: number, members: readonly (readonly number[])[]): number[][] {
  const memberOf = Array.from({ length: count }, (): number[] => []);
  for (const [group, positions] of members.entries()) {
    for (const position of positions) at(memberOf, position).push(group);
  }
  return memberOf;
}

function at<T>(list: readonly T[], position: number): T {
  const item = list[position];
  if (item === undefined) throw new RangeError(`there is no position ${position}`);
  return item;
}
