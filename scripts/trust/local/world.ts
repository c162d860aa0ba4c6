import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProviderMode } from "../../../test/engine/modes/provider-mode";
import { quickStart } from "../../host/quick-start";
import { type Clouds, startClouds } from "../../runner/clouds";
import { linkedProject, type Project } from "../../runner/project";
import { openStack, type OperationResult, type Stack, succeeded } from "../../runner/stack";
import { variablesFile, wrapped } from "./faults";

/** The group's name at Waldur, which may differ from that in the program. */
const NAME = "adopted";

/** A group that somebody has made by hand, and a stack whose program takes it over on a machine with a fault. */
export class World {
  /** Runs of the engine. */
  runs = 0;

  private constructor(
    readonly clouds: Clouds,
    /** For all that the case needs. */
    readonly folder: string,
    private readonly mode: ProviderMode,
    private readonly project: Project,
    private readonly stack: Stack,
    /** OpenStack's id of the group. */
    private readonly id: string,
  ) {}

  /** @param lines run the engine, see `LocalFault` */
  static async open(mode: ProviderMode, folder: string, lines: readonly string[]): Promise<World> {
    const clouds = await startClouds({ waldur: { delay: 0 } });
    const { waldur } = clouds;
    const { id } = waldur.edits.createGroup({ name: NAME, description: "" });
    waldur.edits.addRule(id, { protocol: "tcp", port_range_min: 443, port_range_max: 443 });
    await waldur.edits.backgroundPull();
    const project = linkedProject(filesOf(mode, "first"));
    const stack = await openStack({
      project: project.folder,
      config: mode.config(clouds),
      mode: mode.stackMode,
      env: quickStart,
      cli: wrapped(folder, lines),
    });
    return new World(clouds, folder, mode, project, stack, id);
  }

  /** A folder for one case. */
  static folder(): string {
    return mkdtempSync(join(tmpdir(), "local-faults-"));
  }

  /** Has the program take the group over by a resource of this name, and brings the stack to that. */
  async up(name: string): Promise<OperationResult> {
    this.project.write(filesOf(this.mode, name));
    this.runs += 1;
    return this.stack.up();
  }

  /** What a message says to do where notes cannot be kept. */
  nameFolderForNotes(): void {
    const notes = join(this.folder, "notes");
    mkdirSync(notes, { mode: 0o700 });
    writeFileSync(variablesFile(this.folder), `export PULUMI_SECURITY_GROUPS_NOTES="${notes}"\n`);
  }

  /** Releases what a killed engine has left locked. */
  async unlock(): Promise<void> {
    await this.stack.command("cancel", "--yes").catch(() => undefined);
  }

  /** @throws Error where the group or its rule is gone */
  requireLive(): void {
    const ports = this.clouds.waldur.edits.group(this.id).rules.map((rule) => rule.port_range_min);
    if (!ports.includes(443)) throw new Error("the group does not have its rule any longer");
  }

  /** Destroys the stack. */
  async destroy(): Promise<OperationResult> {
    this.runs += 1;
    return this.stack.destroy();
  }

  async requireNothingToDo(): Promise<void> {
    this.requireLive();
    this.runs += 1;
    succeeded(await this.stack.preview({ expectNoChanges: true }));
  }

  /** @throws Error where the group still exists */
  requireGone(): void {
    const { edits, tenantUuid } = this.clouds.waldur;
    const left = edits.groups(tenantUuid).filter(({ name }) => name === NAME);
    if (left.length > 0) throw new Error("a destroy left the group");
  }

  async close(): Promise<void> {
    await this.stack.close();
    this.project.remove();
    await this.clouds.close();
  }
}

/** A program with one group. */
const filesOf = ({ files, stackMode }: ProviderMode, resource: string) => ({
  ...(stackMode === "inline" && { "Pulumi.yaml": "name: local\nruntime: nodejs\n" }),
  ...files({
    [resource]: {
      type: "waldur:SecurityGroup",
      args: { name: NAME, adopt: true, rules: [{ protocol: "tcp", ports: 443 }] },
    },
  }),
});

/** Removes the folder of a case. */
export const remove = (folder: string) => rmSync(folder, { recursive: true, force: true });
