import type { ChildProcess } from "node:child_process";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ServiceError } from "@grpc/grpc-js";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { HostFailure } from "./failure";
import { PrintedLines } from "./printed-lines";
import type { Properties } from "./properties";
import { quickStart } from "./quick-start";
import { fromStruct, toStruct } from "./properties";

export { HostFailure } from "./failure";
export type { PartialState } from "./failure";
export { unknown } from "./properties";
export type { Properties } from "./properties";

export interface HostOptions {
  /** Folder of a Pulumi program: providers are required from there, and so is the SDK with its host. */
  readonly cwd: string;
  /** The `__provider` text that is sent with all properties. */
  readonly provider?: string;
  /** Stack config by full keys, e.g. `waldur:token`; sent before anything else, as the engine does. */
  readonly config?: Readonly<Record<string, string>>;
  /** Environment on top of what is inherited. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What is sent with every call. */
interface Constants {
  /** The text by which the host of dynamic providers finds a provider. */
  readonly provider?: string;
  /** The resource's own name and type; the host of dynamic providers reads neither. */
  readonly urn: string;
  readonly config: Properties;
}

export interface CheckResult {
  readonly inputs: Properties;
  readonly failures: readonly { readonly property: string; readonly reason: string }[];
}

export interface DiffResult {
  /** `undefined`: the provider does not say, so the engine compares the inputs. */
  readonly changes: boolean | undefined;
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

type Done<Response> = (error: ServiceError | null, response: Response) => void;

/**
 * A resource provider in a process of its own, spoken to over gRPC as the engine speaks to it: Pulumi's host of dynamic
 * providers, or the native plugin. Every call rejects with a {@link HostFailure} when it answers with an error.
 */
export class Host {
  readonly #process: ChildProcess;
  readonly #client: ResourceProviderClient;
  readonly #constants: Constants;
  #run = 0;

  /** All that the host prints, which the engine would show to the user. It arrives apart from the answers. */
  readonly printed: PrintedLines;

  constructor(
    process: ChildProcess,
    client: ResourceProviderClient,
    constants: Constants,
    printed: PrintedLines,
  ) {
    this.#process = process;
    this.#client = client;
    this.#constants = constants;
    this.printed = printed;
  }

  /** Whether the process still runs. */
  get isAlive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Megabytes that the process has in memory. */
  megabytes(): number {
    const { pid } = this.#process;
    const kilobytes = execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" });
    return Math.round(Number(kilobytes) / 1024);
  }

  /**
   * Begins a run of the engine, the first or the next one in the same process. The host of dynamic providers configures a
   * provider once for each string, so each run has its own string.
   */
  async beginRun(): Promise<void> {
    this.#run += 1;
    const request = new messages.ConfigureRequest()
      .setArgs(toStruct(this.#constants.config))
      .setAcceptsecrets(true);
    await answer<messages.ConfigureResponse>((done) => this.#client.configure(request, done));
  }

  async check(olds: Properties, news: Properties): Promise<CheckResult> {
    // Of a resource that is new the engine knows nothing, not even its provider.
    const known = Object.keys(olds).length === 0 ? toStruct({}) : this.#sent(olds);
    const request = this.#about(new messages.CheckRequest()).setOlds(known).setNews(this.#sent(news));
    const response = await answer<messages.CheckResponse>((done) => this.#client.check(request, done));
    const failures = response.getFailuresList();
    return {
      inputs: fromStruct(response.getInputs()),
      failures: failures.map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() })),
    };
  }

  async diff(id: string, olds: Properties, news: Properties): Promise<DiffResult> {
    const request = this.#about(new messages.DiffRequest())
      .setId(id)
      .setOlds(this.#sent(olds))
      .setNews(this.#sent(news));
    const response = await answer<messages.DiffResponse>((done) => this.#client.diff(request, done));
    const { DIFF_UNKNOWN, DIFF_SOME } = messages.DiffResponse.DiffChanges;
    const changes = response.getChanges();
    return {
      changes: changes === DIFF_UNKNOWN ? undefined : changes === DIFF_SOME,
      replaces: response.getReplacesList(),
      deleteBeforeReplace: response.getDeletebeforereplace(),
    };
  }

  async create(inputs: Properties): Promise<{ id: string; outputs: Properties }> {
    const request = this.#about(new messages.CreateRequest()).setProperties(this.#sent(inputs));
    const response = await answer<messages.CreateResponse>((done) => this.#client.create(request, done));
    return { id: response.getId(), outputs: fromStruct(response.getProperties()) };
  }

  /** Reads a resource from its old outputs. An empty id in the answer says that it is gone. */
  async read(
    id: string,
    outputs: Properties,
  ): Promise<{ id: string; outputs: Properties; inputs: Properties }> {
    const request = this.#about(new messages.ReadRequest()).setId(id).setProperties(this.#sent(outputs));
    const response = await answer<messages.ReadResponse>((done) => this.#client.read(request, done));
    return {
      id: response.getId(),
      outputs: fromStruct(response.getProperties()),
      inputs: fromStruct(response.getInputs()),
    };
  }

  /** Updates a resource with the given old outputs to new inputs, and returns its new outputs. */
  async update(id: string, olds: Properties, news: Properties): Promise<Properties> {
    const request = this.#about(new messages.UpdateRequest())
      .setId(id)
      .setOlds(this.#sent(olds))
      .setNews(this.#sent(news));
    const response = await answer<messages.UpdateResponse>((done) => this.#client.update(request, done));
    return fromStruct(response.getProperties());
  }

  async delete(id: string, outputs: Properties): Promise<void> {
    const request = this.#about(new messages.DeleteRequest()).setId(id).setProperties(this.#sent(outputs));
    await answer((done) => this.#client.delete(request, done));
  }

  async stop(): Promise<void> {
    this.#client.close();
    if (!this.isAlive) return;
    const ended = once(this.#process, "exit");
    this.#process.kill();
    await ended;
  }

  #about<Request extends { setUrn(urn: string): Request }>(request: Request): Request {
    return request.setUrn(this.#constants.urn);
  }

  #sent(properties: Properties) {
    const { provider } = this.#constants;
    if (provider === undefined) return toStruct(properties);
    const text = this.#run > 1 ? `${provider} // run ${this.#run}` : provider;
    return toStruct({ ...properties, __provider: text });
  }
}

/** Starts the host as the engine would, in the folder of a program, and configures it. Stop it in the end. */
export async function startHost({ cwd, provider, config = {}, env }: HostOptions): Promise<Host> {
  const script = createRequire(join(cwd, "package.json")).resolve("@pulumi/pulumi/cmd/dynamic-provider");
  const engineAddress = "127.0.0.1:1"; // nothing listens there: this host never calls back
  // Other hosts have the same address, and are of other runs.
  const notes = mkdtempSync(join(tmpdir(), "host-notes-"));
  const started = {
    cwd,
    args: [script, engineAddress],
    env: { ...quickStart, PULUMI_NODEJS_PROJECT: "host-tests", PULUMI_SECURITY_GROUPS_NOTES: notes, ...env },
  };
  const removed = () => rmSync(notes, { recursive: true, force: true });
  return start(
    { ...started, ended: removed },
    { ...(provider !== undefined && { provider }), config: { ...config }, urn: "" },
  );
}

/**
 * Starts the native plugin, which shows its lines on standard error where no engine is, and configures it.
 * @param urn of the resource that all calls are about
 */
export async function startNative(
  script: string,
  { urn, config, env = {} }: { urn: string; config: Properties; env?: Readonly<Record<string, string>> },
): Promise<Host> {
  return start({ args: [script], env }, { config, urn });
}

/** A process to be started. */
interface Started {
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string>>;
  /** Called when it has ended. */
  readonly ended?: () => void;
}

async function start(
  { args, cwd, env, ended: cleared = () => undefined }: Started,
  constants: Constants,
): Promise<Host> {
  const child = spawn(process.execPath, args, {
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.once("exit", cleared);
  const printed = new PrintedLines();
  createInterface(child.stderr).on("line", printed.add);
  const stdout = createInterface(child.stdout);
  const ended = once(child, "exit").then(() => {
    throw new Error(`the provider did not start\n${printed.text}`);
  });
  ended.catch(() => undefined);
  const [port] = (await Promise.race([once(stdout, "line"), ended])) as [string];
  stdout.on("line", printed.add);
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  const host = new Host(child, client, constants, printed);
  await host.beginRun();
  return host;
}

function answer<Response>(call: (done: Done<Response>) => unknown): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => (error ? reject(new HostFailure(error)) : resolve(response)));
  });
}
