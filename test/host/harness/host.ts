import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ServiceError } from "@grpc/grpc-js";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { HostFailure } from "./failure";
import { PrintedLines } from "./printed-lines";
import type { Properties } from "./properties";
import { fromStruct, toStruct } from "./properties";

export { HostFailure } from "./failure";
export type { PartialState } from "./failure";
export { unknown } from "./properties";
export type { Properties } from "./properties";

export interface HostOptions {
  /** Folder of a Pulumi program: providers are required from there, and so is the SDK with its host. */
  readonly cwd: string;
  /** The `__provider` text that is sent with all properties that have none. */
  readonly provider?: string;
  /** Stack config by full keys, e.g. `waldur:token`; sent before anything else, as the engine does. */
  readonly config?: Readonly<Record<string, string>>;
  /** Environment on top of what is inherited. */
  readonly env?: Readonly<Record<string, string>>;
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
 * Pulumi's host of dynamic providers in a process of its own, spoken to over gRPC as the engine speaks to it. Every
 * call rejects with a {@link HostFailure} when the host answers with an error.
 */
export class Host {
  readonly #process: ChildProcess;
  readonly #client: ResourceProviderClient;
  readonly #provider: string | undefined;

  /** All that the host prints, which the engine would show to the user. It arrives apart from the answers. */
  readonly printed: PrintedLines;

  constructor(
    process: ChildProcess,
    client: ResourceProviderClient,
    provider: string | undefined,
    printed: PrintedLines,
  ) {
    this.#process = process;
    this.#client = client;
    this.#provider = provider;
    this.printed = printed;
  }

  async configure(config: Readonly<Record<string, string>>): Promise<void> {
    const request = new messages.ConfigureRequest().setArgs(toStruct({ ...config }));
    await answer<messages.ConfigureResponse>((done) => this.#client.configure(request, done));
  }

  async check(olds: Properties, news: Properties): Promise<CheckResult> {
    const request = new messages.CheckRequest().setOlds(this.#sent(olds)).setNews(this.#sent(news));
    const response = await answer<messages.CheckResponse>((done) => this.#client.check(request, done));
    const failures = response.getFailuresList();
    return {
      inputs: fromStruct(response.getInputs()),
      failures: failures.map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() })),
    };
  }

  async diff(id: string, olds: Properties, news: Properties): Promise<DiffResult> {
    const request = new messages.DiffRequest().setId(id).setOlds(this.#sent(olds)).setNews(this.#sent(news));
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
    const request = new messages.CreateRequest().setProperties(this.#sent(inputs));
    const response = await answer<messages.CreateResponse>((done) => this.#client.create(request, done));
    return { id: response.getId(), outputs: fromStruct(response.getProperties()) };
  }

  /** Reads a resource from its old outputs. An empty id in the answer says that it is gone. */
  async read(
    id: string,
    outputs: Properties,
  ): Promise<{ id: string; outputs: Properties; inputs: Properties }> {
    const request = new messages.ReadRequest().setId(id).setProperties(this.#sent(outputs));
    const response = await answer<messages.ReadResponse>((done) => this.#client.read(request, done));
    return {
      id: response.getId(),
      outputs: fromStruct(response.getProperties()),
      inputs: fromStruct(response.getInputs()),
    };
  }

  /** Updates a resource with the given old outputs to new inputs, and returns its new outputs. */
  async update(id: string, olds: Properties, news: Properties): Promise<Properties> {
    const request = new messages.UpdateRequest()
      .setId(id)
      .setOlds(this.#sent(olds))
      .setNews(this.#sent(news));
    const response = await answer<messages.UpdateResponse>((done) => this.#client.update(request, done));
    return fromStruct(response.getProperties());
  }

  async delete(id: string, outputs: Properties): Promise<void> {
    const request = new messages.DeleteRequest().setId(id).setProperties(this.#sent(outputs));
    await answer((done) => this.#client.delete(request, done));
  }

  async stop(): Promise<void> {
    this.#client.close();
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, "exit");
    this.#process.kill();
    await ended;
  }

  #sent(properties: Properties) {
    return toStruct({ ...(this.#provider !== undefined && { __provider: this.#provider }), ...properties });
  }
}

/** Starts the host as the engine would, in the folder of a program, and configures it. Stop it in the end. */
export async function startHost({ cwd, provider, config = {}, env }: HostOptions): Promise<Host> {
  const script = createRequire(join(cwd, "package.json")).resolve("@pulumi/pulumi/cmd/dynamic-provider");
  const engineAddress = "127.0.0.1:1"; // nobody listens there: this host never calls back
  const child = spawn(process.execPath, [script, engineAddress], {
    cwd,
    env: { ...process.env, PULUMI_NODEJS_PROJECT: "host-tests", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = new PrintedLines();
  createInterface(child.stderr).on("line", printed.add);
  const stdout = createInterface(child.stdout);
  const ended = once(child, "exit").then(() => {
    throw new Error(`the host of dynamic providers did not start\n${printed.text}`);
  });
  ended.catch(() => undefined);
  const [port] = (await Promise.race([once(stdout, "line"), ended])) as [string];
  stdout.on("line", printed.add);

  const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  const host = new Host(child, client, provider, printed);
  await host.configure(config);
  return host;
}

function answer<Response>(call: (done: Done<Response>) => unknown): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => (error ? reject(new HostFailure(error)) : resolve(response)));
  });
}
