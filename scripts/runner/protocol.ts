import type { EngineEvent, OpMap } from "@pulumi/pulumi/automation";

/** What a stack can be asked to do by the engine. */
export type Operation = "preview" | "up" | "refresh" | "destroy";

/** Options of an operation, named as the Pulumi command line names them; each operation takes those it knows. */
export interface OperationOptions {
  /** How many resources the engine works on at a time. */
  readonly parallel?: number;
  /** URNs of the only resources to work on. */
  readonly target?: string[];
  /** Takes what depends on the targets too. */
  readonly targetDependents?: boolean;
  /** URNs of resources to replace. */
  readonly replace?: string[];
  /** URNs of the only resources to work on, which are replaced. */
  readonly targetReplace?: string[];
  /** Makes any change a failure. */
  readonly expectNoChanges?: boolean;
  /** Reads the live state first, as part of a preview or an up. */
  readonly refresh?: boolean;
  /** Runs the program first, so that its settings count; for refresh and destroy. */
  readonly runProgram?: boolean;
  /** Shows every changed property. */
  readonly diff?: boolean;
  /** Continues with the other resources after one has failed. */
  readonly continueOnError?: boolean;
}

/** One thing that the engine does, or in a preview would do, to one resource. */
export type Step = NonNullable<EngineEvent["resourcePreEvent"]>["metadata"];

/** How an operation went. A failure is a result as well, so that what was printed can be read. */
export interface OperationResult {
  readonly ok: boolean;
  /** What the user would have seen, without colours. */
  readonly stdout: string;
  readonly stderr: string;
  /** How many resources came under each kind of step, e.g. `{ create: 2, same: 1 }`. */
  readonly summary: OpMap;
  readonly events: readonly EngineEvent[];
  /** Why it failed: the engine's error diagnostics, else what went to stderr. */
  readonly error?: string;
}

/** A stack config value; `secret` ones are encrypted in the stack's file. */
export type ConfigValue = string | { readonly secret: string };
/** By key; with a dot in any key all are paths, such as `security-groups:waldur.token`. */
export type Config = Readonly<Record<string, ConfigValue>>;

/** What the child process needs to open a stack. */
export interface Opening {
  /** Folder with the program's Pulumi.yaml or package.json. */
  readonly project: string;
  readonly stack: string;
  /** Folder for the settings files that the engine writes. */
  readonly workspace: string;
  /** The environment of the engine, the program and the providers. */
  readonly env: NodeJS.ProcessEnv;
  /** What encrypts the stack's secrets, as `pulumi stack init --secrets-provider` takes it. */
  readonly secretsProvider: string;
  /** Stack config on top of the project's file. */
  readonly config: Config;
  /** Whether the SDK in the child process runs the program (`inline`) or the language host does (`cli`). */
  readonly mode: "inline" | "cli";
}

/** The questions to the child process about one stack, each with its answer. */
export interface Questions {
  open: { ask: Opening; answer: { projectName: string } };
  configure: { ask: Config; answer: null };
  operate: { ask: { operation: Operation; options: OperationOptions }; answer: OperationResult };
  outputs: { ask: null; answer: Record<string, unknown> };
}

export type Question = {
  [Kind in keyof Questions]: { kind: Kind; ask: Questions[Kind]["ask"] };
}[keyof Questions];
/** A question, and the name of the stack that it is about. */
export type Request = Question & { id: number; stack: string };
export type Reply = { id: number; answer: unknown } | { id: number; error: string };
