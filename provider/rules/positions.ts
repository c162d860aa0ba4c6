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
