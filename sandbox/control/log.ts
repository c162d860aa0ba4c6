import { matcher } from "./call";
import type { Call, CallPattern } from "./call";

/** What happened, with the further keys of its level: `query` and `body` of a request and the `fault` that hit it, the `rule` of a call to OpenStack. */
export interface CallEntry extends Call {
  /** The status that was really sent; 0 for a connection that was cut. */
  status: number;
  [detail: string]: unknown;
}

/** All calls on all levels, oldest first. Headers are never recorded, so no credential gets in. */
export class CallLog {
  #entries: CallEntry[] = [];

  add(entry: CallEntry): void {
    this.#entries.push(entry);
  }

  /** The entries of a kind; all of them without a pattern. */
  entries(pattern: CallPattern = {}): CallEntry[] {
    return this.#entries.filter(matcher(pattern));
  }

  count(pattern: CallPattern = {}): number {
    return this.entries(pattern).length;
  }

  clear(): void {
    this.#entries = [];
  }
}
