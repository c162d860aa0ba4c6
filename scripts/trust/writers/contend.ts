import { requireGood } from "../sequences/play";
import type { Player } from "../sequences/player";
import type { Wanted } from "../sequences/step";

/** Who writes at the same time, and what each of them wants. */
export interface Contention {
  /** Whether the group exists before, so that both adopt it. */
  readonly isThere: boolean;
  readonly ours: Wanted;
  readonly theirs: Wanted;
  /** What somebody does by hand meanwhile. */
  readonly meddling: readonly (readonly [what: number, which: number])[];
}

/**
 * Two stacks and a manual editor change one group at once. Each works or stops with a message; afterwards the one that runs
 * alone has what it wants, of one group that exists once.
 *
 * @returns how many of the ups at once have stopped
 */
export async function contend(
  player: Player,
  { isThere, ours, theirs, meddling }: Contention,
): Promise<number> {
  const { resource: mine } = player;
  const other = player.another();
  const argsOf = (wanted: Wanted) => ({ ...player.argsOf(wanted), adopt: true });
  if (isThere) await mine.up(argsOf(ours));

  const byHand = async () => {
    for (const [what, which] of meddling) await player.meddle(what, which).catch(() => undefined);
  };
  player.nextCommand();
  const ups = [mine.up(argsOf(ours)), other.up(argsOf(theirs))];
  const [outcomes] = await Promise.all([Promise.allSettled(ups), byHand()]);
  const failures = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
  for (const failure of failures)
    requireGood(failure instanceof Error ? failure.message : String(failure), player.secrets);
  await player.settle();

  for (const [stack, wanted] of [
    [mine, ours],
    [other, theirs],
  ] as const) {
    player.nextCommand();
    if (stack.state !== undefined) await stack.refresh();
    await stack.up(argsOf(wanted));
    const differences = player.differences(wanted);
    if (differences.length > 0)
      throw new Error(`alone, it does not get what it wants:\n${differences.join("\n")}`);
  }
  return failures.length;
}
