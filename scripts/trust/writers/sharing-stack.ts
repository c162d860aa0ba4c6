import { quickStart } from "../../host/quick-start";
import { linkedProject, type Project } from "../../runner/project";
import { type Config, openStack, type OperationResult, type Stack, succeeded } from "../../runner/stack";
import { shown } from "../chaos/remedy";
import { requireNoSecret } from "../chaos/secrets";
import type { Player } from "../sequences/player";
import type { Wanted } from "../sequences/step";

/** What the groups are called on the servers. */
const NAME = "web";
/** The groups that stacks share, and who else can change them. */
export interface Clouds {
  readonly waldur: Player;
  readonly e24cloud: Player;
}

/** One of the stacks that have adopted the same two groups. */
export class SharingStack {
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
    const stack = await openStack({ project: project.folder, config, env: quickStart });
    return new SharingStack(clouds, project, stack);
  }

  write(wanted: Wanted): void {
    const group = (kind: string, player: Player) => {
      const args: Record<string, unknown> = { ...player.argsOf(wanted), name: NAME, adopt: true };
      // On a busy machine an operation of the engine takes longer than one of a trial without it.
      const customTimeouts = { create: "30s", update: "30s", delete: "30s" };
      // These the class makes of its options and of what is secret.
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
    const secrets = [this.clouds.waldur, this.clouds.e24cloud].map(({ credential }) => credential);
    requireNoSecret(secrets, { stdout, stderr, error, "the state file": this.stack.stateFile() });
    return result;
  }
}
