import { inRun } from "../../../test/provider/managed-resource";
import type { Player } from "./player";
import type { Step, Wanted } from "./step";

/** The outcome of a sequence. */
export interface Tally {
  operations: number;
  failures: number;
}

/** How often messages are followed at the end. */
const MOST_REMEDIES = 4;

/**
 * Plays a sequence, then lets everything answer again, and does what messages say until nothing is left to do.
 * @param said what has been printed for the user
 * @throws Error with what is wrong
 */
export async function play(
  player: Player,
  steps: readonly Step[],
  { tally, said }: { tally: Tally; said: string[] },
): Promise<void> {
  const { resource } = player;
  let wanted: Wanted = { rules: [0], others: [] };
  let adopt: string | true | undefined;
  const args = () => ({ ...player.argsOf(wanted), ...(adopt !== undefined && { adopt }) });

  /** Previews and runs the program, as `pulumi up` does, and adopts the group that the preview names. */
  const up = async () => {
    if (resource.state === undefined) {
      await inRun(resource.crud, () => resource.preview(args()));
      adopt = adoptionIn(said.splice(0).join("\n")) ?? adopt;
    }
    return resource.up(args());
  };

  /** Runs an operation. @returns what it failed with */
  const attempt = async (run: () => Promise<unknown>): Promise<string | undefined> => {
    tally.operations += 1;
    player.nextCommand();
    try {
      await run();
      return undefined;
    } catch (error) {
      tally.failures += 1;
      const message = error instanceof Error ? error.message : String(error);
      requireGood(message, player.secrets);
      adopt = NOTHING_TO_ADOPT.test(message) ? undefined : (adoptionIn(message) ?? adopt);
      return message;
    }
  };

  for (const step of steps) {
    if (step.kind === "up") {
      wanted = step.wanted;
      await attempt(up);
    } else if (step.kind === "refresh") {
      if (resource.state !== undefined) await attempt(() => resource.refresh());
    } else if (step.kind === "crash") {
      wanted = step.wanted;
      const { state, failed } = resource;
      player.cutOff(step.calls);
      await attempt(up);
      Object.assign(resource, { state, failed });
      await player.settle();
    } else if (step.kind === "fault") player.addFault(step.fault);
    // What the server refuses to somebody else has not happened.
    else if (step.kind === "meddle") await player.meddle(step.what, step.which).catch(() => undefined);
    else player.setStale(step.by);
  }

  await player.settle();
  const followed = async (run: () => Promise<unknown>) => {
    const messages: string[] = [];
    for (let tries = 0; tries <= MOST_REMEDIES; tries += 1) {
      const message = await attempt(run);
      if (message === undefined) return;
      messages.push(message);
      if (message.includes("up --refresh") && resource.state !== undefined)
        await attempt(() => resource.refresh());
    }
    throw new Error(`not done after ${MOST_REMEDIES} remedies:\n${messages.join("\n")}`);
  };
  if (resource.state !== undefined) await followed(() => resource.refresh());
  await followed(up);
  const differences = player.differences(wanted);
  if (differences.length > 0)
    throw new Error(`the cloud does not have what is wanted:\n${differences.join("\n")}`);
  player.nextCommand();
  if (await resource.refresh()) throw new Error("a refresh finds a difference when there should be none");
  player.nextCommand();
  const last = await up();
  if (last !== "unchanged") throw new Error(`the last up: ${last}, with nothing left to do`);
  await followed(() => resource.destroy());
  await player.settle();
  const leftovers = player.leftovers();
  if (leftovers.length > 0) throw new Error(`left over: ${leftovers.join(", ")}`);
}

/** Where a message names the id of a group to adopt; the first that does counts. */
export const adoptions = [
  /set adopt: "([0-9a-f-]+)"/,
  /groups of th(?:is|at) name[^(]*\(([0-9a-f-]+), .*[Ss]et adopt to the id of/,
];

/** A message that says to leave `adopt` out. */
export const NOTHING_TO_ADOPT = /there is no group [0-9a-f-]+ to adopt.* or leave it out to create a new one/;

function adoptionIn(text: string): string | true | undefined {
  if (/adopt it with adopt: true/.test(text)) return true;
  return adoptions.map((pattern) => pattern.exec(text)?.[1]).find((id) => id !== undefined);
}

/** A message is one of ours, contains no secret, ends with a sentence, and says what to do. */
export function requireGood(message: string, secrets: readonly string[]): void {
  const isOurs = /^(create|update|refresh|delete) (security|firewall) group "web": .*\.$/s.test(message);
  if (!isOurs) throw new Error(`not a message of ours: ${message}`);
  if (!/pulumi|adopt|[Ss]et |Check |Change |again later/.test(message))
    throw new Error(`no remedy: ${message}`);
  const told = secrets.find((secret) => message.includes(secret));
  if (told !== undefined)
    throw new Error(`a message contains a secret: ${message.replaceAll(told, "[here]")}`);
}
