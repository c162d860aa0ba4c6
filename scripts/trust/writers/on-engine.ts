import { succeeded } from "../../runner/stack";
import { MOST_REMEDIES, remedyOf } from "../chaos/remedy";
import type { Figures } from "../chapter";
import { e24cloudPlayer } from "../sequences/e24cloud";
import type { Wanted } from "../sequences/step";
import { waldurPlayer } from "../sequences/waldur";
import type { Contention } from "./contend";
import { type Clouds, SharingStack } from "./sharing-stack";

/**
 * Two stacks on the real engine that have adopted one group in each cloud, and a manual editor, change them at once; then one
 * of them has two commands at once. Whatever stops says what to do, and the one that runs alone afterwards gets what it wants.
 */
export async function contendOnEngine({ ours, theirs, meddling }: Contention): Promise<Figures> {
  const clouds: Clouds = { waldur: await waldurPlayer(), e24cloud: await e24cloudPlayer("documented") };
  const stacks: SharingStack[] = [];
  try {
    for (const wanted of [theirs, ours]) {
      const stack = await SharingStack.open(clouds);
      stacks.push(stack);
      stack.write(wanted);
      succeeded(await stack.up());
    }
    const [first, second] = stacks;
    if (first === undefined || second === undefined) throw new Error("two stacks");
    first.write(ours);
    second.write(theirs);
    const [results] = await Promise.all([
      Promise.all(stacks.map((stack) => stack.up())),
      byHand(clouds, meddling),
    ]);
    const stopped = results.filter(({ ok }) => !ok);
    stopped.forEach(remedyOf);
    for (const [stack, wanted] of [
      [first, ours],
      [second, theirs],
    ] as const) {
      await settle(clouds);
      await alone(stack, clouds, wanted);
    }
    const refused = await second.twoAtOnce();
    await alone(second, clouds, theirs);
    return { "ups at once": 2, "stopped with a message": stopped.length, "refused by the lock": refused };
  } finally {
    for (const stack of stacks) await stack.close();
    await Promise.all([clouds.waldur.close(), clouds.e24cloud.close()]);
  }
}

async function byHand(clouds: Clouds, meddling: Contention["meddling"]): Promise<void> {
  for (const [what, which] of meddling)
    for (const player of [clouds.waldur, clouds.e24cloud])
      await player.meddle(what, which).catch(() => undefined);
}

const settle = async ({ waldur, e24cloud }: Clouds) => {
  await Promise.all([waldur.settle(), e24cloud.settle()]);
};

/** A stack that is no longer disturbed gets what it wants, by an up that reads first, and by following messages. */
async function alone(stack: SharingStack, clouds: Clouds, wanted: Wanted): Promise<void> {
  let result = await stack.up(true);
  for (let tries = 0; !result.ok && tries < MOST_REMEDIES; tries += 1) {
    remedyOf(result);
    result = await stack.up(true);
  }
  succeeded(result);
  const differences = [clouds.waldur, clouds.e24cloud].flatMap((player) => player.differences(wanted));
  if (differences.length > 0)
    throw new Error(`alone, it does not get what it wants:\n${differences.join("\n")}`);
  await stack.requireNothingToDo();
}
