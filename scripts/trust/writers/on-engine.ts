import { linkedProject, type Project } from "../../runner/project";
import { type Config, openStack, type OperationResult, type Stack, succeeded } from "../../runner/stack";
import { remedyOf, shown } from "../chaos/remedy";
import { requireNoSecret } from "../chaos/secrets";
import type { Figures } from "../chapter";
import { e24cloudPlayer } from "../sequences/e24cloud";
import type { Player } from "../sequences/player";
import type { Wanted } from "../sequences/step";
import { waldurPlayer } from "../sequences/waldur";
import type { Contention } from "./contend";

/** What the groups are called on the servers. */
const NAME = "web";
/** So often messages are followed before it counts as going round in circles. */
const MOST_REMEDIES = 4;

interface Clouds {
  readonly waldur: Player;
  readonly e24cloud: Player;
}

/** One of the stacks that have taken over the same two groups. */
class SharingStack {
  private constructor(
    private readonly clouds: Clouds,
    private readonly project: Project,
    private readonly stack: Stack,
  ) {}

  static async open(clouds: Clouds): Promise<SharingStack> {
    const project = linkedProject({
      "Pulumi.yaml": "name: writers\nruntime: nodejs\n",
      "package.json": '{ "name": "writers", "main": "index.js" }\n',
      "index.js": "",
    });
    const config: Config = { ...clouds.waldur.config, ...clouds.e24cloud.config };
    return new SharingStack(clouds, project, await openStack({ project: project.folder, config }));
  }

  write(wanted: Wanted): void {
    const group = (kind: string, player: Player) => {
      const args: Record<string, unknown> = { ...player.argsOf(wanted), name: NAME, adopt: true };
      // These the class makes of its options and of what is secret.
      const { timeouts: customTimeouts } = args;
      const given = { ...args, timeouts: undefined, secretInputs: undefined };
      return `new ${kind}("${NAME}", ${JSON.stringify(given)}, ${JSON.stringify({ customTimeouts })});`;
    };
    this.project.write({
      "index.js": [
        'const waldur = require("pulumi-security-groups/waldur");',
        'const e24cloud = require("pulumi-security-groups/e24cloud");',
        group("waldur.SecurityGroup", this.clouds.waldur),
        group("e24cloud.FirewallGroup", this.clouds.e24cloud),
      ].join("\n"),
    });
  }

  async up(refresh = false): Promise<OperationResult> {
    return this.#looked(await this.stack.up({ refresh }));
  }

  async requireNothingToDo(): Promise<void> {
    succeeded(await this.#looked(await this.stack.preview({ refresh: true, expectNoChanges: true })));
  }

  /** Begins an up and a refresh at once. @returns how many of them were refused */
  async twoAtOnce(): Promise<number> {
    const [up, refresh] = await Promise.all([
      this.up(),
      this.stack.command("refresh", "--yes").then(
        () => "",
        (error: Error) => error.message,
      ),
    ]);
    const refused = [up.ok ? "" : shown(up), refresh].filter(Boolean);
    const other = refused.find((text) => !text.includes("the stack is currently locked"));
    if (other !== undefined) throw new Error(`two commands at once, and not a word of the lock:\n${other}`);
    return refused.length;
  }

  async close(): Promise<void> {
    await this.stack.close();
    this.project.remove();
  }

  async #looked(result: OperationResult): Promise<OperationResult> {
    const { stdout, stderr, error = "" } = result;
    const secrets = [this.clouds.waldur, this.clouds.e24cloud].flatMap(({ credential }) => credential);
    requireNoSecret(secrets, { stdout, stderr, error, "the state file": this.stack.stateFile() });
    return result;
  }
}

/**
 * Two stacks on the real engine that have taken over one group in each cloud, and a hand, change them at once; then one
 * of them has two commands at once. Whatever stops says what to do, and whoever runs alone afterwards has what it wants.
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

/** A stack that nobody disturbs any more gets what it wants, by an up that looks first, and what messages say. */
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
