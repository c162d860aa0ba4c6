import { rmSync } from "node:fs";
import { quickStart } from "../../host/quick-start";
import { type Clouds, startClouds } from "../../runner/clouds";
import { linkedProject, type Project } from "../../runner/project";
import { openStack, type OperationOptions, type OperationResult, type Stack } from "../../runner/stack";
import { type Adoptions, type Members, program, projectFiles, SECRET_ADDRESS, type Version } from "./program";
import { requireNoSecret } from "./secrets";
import { liveState } from "./live-state";

/** What a stack can have: nothing, or the resources of one of the programs. */
export type Place = "nothing" | Version;

/** The most seconds that an operation on a resource, and a call, may take. Longer ones make trials longer, and hold on a busy machine. */
export interface Limits {
  readonly operation: number;
  readonly call: number;
}

/** A stack of both clouds on the real engine, and all that was seen of it. */
export class World {
  /** Where it is; undefined where something went wrong. */
  place: Place | undefined = "nothing";
  /** Groups that messages have said are to be adopted. */
  adopt: Adoptions = {};
  /** Runs of the engine so far. */
  runs = 0;
  #version: Version = "a";

  private constructor(
    readonly clouds: Clouds,
    private readonly stack: Stack,
    private readonly project: Project,
    private readonly limits: Limits,
  ) {}

  static async open(limits: Limits): Promise<World> {
    const clouds = await startClouds({ waldur: { delay: 0 }, e24cloud: { deleteVisibleReads: 1 } });
    const project = linkedProject(projectFiles(""));
    const config = {
      ...clouds.config,
      "waldur:pollInterval": "0.02",
      "waldur:requestTimeout": String(limits.call),
      "e24cloud:pollInterval": "0.02",
      "e24cloud:requestTimeout": String(limits.call),
    };
    // An outage to the end of an operation would last as long as its timeout otherwise.
    const env = { ...quickStart, PULUMI_SECURITY_GROUPS_LOG: "debug", PULUMI_SECURITY_GROUPS_PATIENCE: "2" };
    const stack = await openStack({ project: project.folder, config, env });
    return new World(clouds, stack, project, limits);
  }

  get state(): string {
    return liveState(this.clouds);
  }

  /** All that must never show in plain text. */
  get #secrets(): string[] {
    const { waldur, e24cloud } = this.clouds;
    return [waldur.token, e24cloud.apiSecret, SECRET_ADDRESS];
  }

  /** The program as it is to be from now on. */
  write(version: Version = this.#version): void {
    this.#version = version;
    const { e24cloud } = this.clouds;
    const members: Members = e24cloud;
    const { adopt, limits } = this;
    this.project.write(projectFiles(program(version, { members, adopt, seconds: limits.operation })));
  }

  up(version?: Version, options?: OperationOptions): Promise<OperationResult> {
    this.write(version);
    return this.#looked(this.stack.up(options));
  }

  preview(options?: OperationOptions): Promise<OperationResult> {
    this.write();
    return this.#looked(this.stack.preview(options));
  }

  refresh(): Promise<OperationResult> {
    return this.#looked(this.stack.refresh());
  }

  destroy(): Promise<OperationResult> {
    return this.#looked(this.stack.destroy());
  }

  /** A command that runs no program, such as `cancel`. */
  command(...args: readonly string[]): Promise<string> {
    return this.stack.command(...args, "--yes");
  }

  /** Releases the locks of an engine that was ended, and repairs its truncated files. */
  async unlock(): Promise<void> {
    const isCutOff = await this.command("cancel").then(
      () => false,
      (error: Error) => {
        if (error.message.includes("failed to load checkpoint")) return true;
        throw error;
      },
    );
    if (!isCutOff) return;
    rmSync(this.stack.attributesFile);
    await this.command("cancel");
  }

  /** Groups that were created by hand, which the program adopts. */
  async makeByHand(): Promise<void> {
    const { waldur, e24cloud } = this.clouds;
    if (waldur.edits.groups(waldur.tenantUuid).some(({ name }) => name === "legacy")) return;
    const { id } = waldur.edits.createGroup({ name: "legacy", description: "by hand" });
    waldur.edits.addRule(id, { protocol: "tcp", port_range_min: 22, port_range_max: 22 });
    await waldur.edits.backgroundPull();
    const old = e24cloud.secondWriter.create("old-edge");
    e24cloud.secondWriter.change(old.id, "group-add-rule", {
      direction: "IN",
      protocol: "TCP",
      min_port: 25,
      max_port: 25,
    });
  }

  /** Waits until both servers listen and are idle, without any fault. */
  async settle(): Promise<void> {
    const { waldur, e24cloud } = this.clouds;
    for (const server of [waldur, e24cloud]) server.faults.clear();
    waldur.settings.set({ staleReads: 0 });
    e24cloud.settings.set({ staleReads: 0 });
    for (const url of [waldur.url, e24cloud.url]) {
      while (
        !(await fetch(`${url}/_sandbox/faults`).then(
          () => true,
          () => false,
        ))
      );
    }
    await waldur.idle();
  }

  /** Whatever a run prints and leaves in the backend must hold no secret. */
  async #looked(run: Promise<OperationResult>): Promise<OperationResult> {
    const result = await run;
    this.runs += 1;
    const { stdout, stderr, error = "" } = result;
    requireNoSecret(this.#secrets, { stdout, stderr, error, "the state file": this.stack.stateFile() });
    return result;
  }

  async close(): Promise<void> {
    await this.stack.close();
    this.project.remove();
    await this.clouds.close();
  }
}
