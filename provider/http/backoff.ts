/** A growing delay. All times in seconds. */
export interface Backoff {
  first: number;
  factor: number;
  longest: number;
}

/** The delay before attempt `n` (0 is the first repeat), in seconds, without jitter. */
export function delayBefore(n: number, { first, factor, longest }: Backoff): number {
  return Math.min(longest, first * factor ** n);
}

/** Takes up to a quarter off, so that clients which failed together do not return together. */
export function jittered(seconds: number, random: () => number = Math.random): number {
  return seconds * (1 - random() / 4);
}
