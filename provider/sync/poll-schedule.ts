/** A wait younger than this, in seconds, polls at the minimum interval. */
const YOUNG = 10;
/** The longest pause between polls, in seconds. */
const LONGEST = 10;
/** A first guess of how long a server takes, as a number of pauses. */
const FIRST_GUESS = 4;
/** So many waits are remembered: more than a queue that makes the later ones long. */
const REMEMBERED = 100;

/**
 * When to poll for what a server does in the background. The first poll comes when the quickest of the last waits was
 * over; then they come as often as they may while the wait is young, and more slowly as it gets older. All times in seconds.
 */
export class PollSchedule {
  private durations: number[] = [];

  /** @param pause the minimum time between polls */
  constructor(readonly pause: number) {}

  /** How long after a write the first poll comes. */
  get first(): number {
    if (this.durations.length === 0) return Math.min(2, FIRST_GUESS * this.pause);
    // A little earlier than what was seen, since the server may have been done before the poll that saw it.
    return Math.max(0, Math.min(...this.durations) - this.pause);
  }

  /** How long after a poll the next one comes, in a wait of some age. */
  next(age: number): number {
    const growing = age < YOUNG ? 0 : age / YOUNG;
    return Math.max(this.pause, Math.min(growing, LONGEST));
  }

  /** To be called with the time from a write to the poll that saw it done. */
  learn(duration: number): void {
    this.durations = [...this.durations, duration].slice(-REMEMBERED);
  }
}
