import fc from "fast-check";
import type { FaultInput } from "../../../sandbox/control";
import type { Host, HostFailure } from "../../host/host";
import type { Properties } from "../../host/properties";
import type { Case, Chapter, Figures } from "../chapter";
import { damaged, type Damage, damages, wellFormed } from "./junk";
import { oddAnswers } from "./odd-answers";
import { type Subject, subjects } from "./subjects";
import { unclear } from "./unclear";
import { type ProviderMode, providerModes, World } from "./world";

/** Samples of a case, and cases of each kind; the number of a case is its seed. */
const SAMPLES = 50;
const CASES = 20;
/** Seconds; operations have three for themselves, and a read may take one after that. */
const HANGS = 30;
/** What is not damaged has to work on a busy machine, too. */
const PATIENT = { create: "25s", update: "25s", delete: "25s" };

export const fuzz: Chapter = {
  title: "damaged inputs, state, answers and transport, in both provider modes",
  async *cases() {
    const world = await World.open();
    try {
      for (let seed = 1; seed <= CASES; seed += 1) yield* casesOf(world, seed, SAMPLES);
    } finally {
      await world.close();
    }
  },
};

/** One case of each kind. */
export function* casesOf(world: World, seed: number, samples: number): Generator<Case> {
  for (const [what, sample] of Object.entries(kinds)) {
    for (const subject of subjects) {
      for (const mode of providerModes) {
        const row = `${what}, ${mode}`;
        yield {
          name: `${row}: ${subject.handler}, seed ${seed}`,
          row,
          run: async () => {
            await world.emptyKnownGroup();
            return tried(new Trial(world, subject, mode), sample, { seed, samples });
          },
        };
      }
    }
  }
}

async function tried(trial: Trial, sample: Sample, { seed, samples }: { seed: number; samples: number }) {
  await sample(await trial.begun({ timeouts: PATIENT }), { all: [], at: 0 });
  if (trial.figures()["refused"] !== 0)
    throw new Error(`what is not damaged is refused: ${trial.lastRefusal}`);
  const property = fc.asyncProperty(odds, async (one) => sample(await trial.begun(), one));
  const { failed, errorInstance, counterexample } = await fc.check(property, { seed, numRuns: samples });
  if (failed) {
    const example = JSON.stringify(counterexample, (_, value: unknown) => shortened(value));
    throw new Error(`${messageOf(errorInstance)}\nwith ${example}`);
  }
  return trial.figures();
}

const shortened = (value: unknown) =>
  typeof value === "string" && value.length > 100 ? `${value.slice(0, 100)}…` : value;

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** What goes wrong in a sample. */
interface Odds {
  readonly all: readonly Damage[];
  /** At which of the answers. */
  readonly at: number;
  /** Of an answer as a whole; none in the first sample of a case. */
  readonly fault?: FaultInput;
}

const odds: fc.Arbitrary<Required<Odds>> = fc.record({ all: damages, at: fc.nat(12), fault: oddAnswers });

type Sample = (trial: Trial, odds: Odds) => Promise<void>;

const kinds: Readonly<Record<string, Sample>> = {
  inputs: async (trial, { all }) => {
    const given = wellFormed(damaged(trial.inputs, all));
    const inputs = await trial.check({}, given);
    if (inputs === undefined) return;
    await trial.life(inputs, inputs);
  },
  state: async (trial, { all }) => {
    const inputs = await trial.goodInputs();
    await trial.life(inputs, inputs, (outputs) => wellFormed(damaged(outputs, all)));
  },
  answers: async (trial, { all, at }) => {
    const inputs = await trial.goodInputs();
    const news = await trial.changedInputs(inputs);
    const spoil = (body: string) =>
      body.startsWith("{") || body.startsWith("[") ? JSON.stringify(damaged(JSON.parse(body), all)) : body;
    trial.front.begin((body, answer) => (answer % 13 === at ? spoil(body) : body));
    await trial.life(inputs, news).finally(() => trial.heal());
  },
  transport: async (trial, { at, fault }) => {
    const inputs = await trial.goodInputs();
    const news = await trial.changedInputs(inputs);
    if (fault) trial.server.faults.add({ ...fault, skip: at });
    await trial.life(inputs, news).finally(() => trial.heal());
  },
};

/** One resource of a type in one provider mode, tried repeatedly. */
class Trial {
  /** Those of the sample that is tried, with a name that no other has. */
  inputs: Properties = {};
  /** The message of the last refusal. */
  lastRefusal = "";
  static #names = 0;
  #calls = 0;
  #refused = 0;

  constructor(
    private readonly world: World,
    private readonly subject: Subject,
    private readonly mode: ProviderMode,
  ) {}

  /**
   * The same, for the next sample, in a run of its own: the name of the one before may have been damaged, and two names may not
   * own the rules of one group.
   *
   * @param more inputs in the place of the subject's
   */
  async begun(more: Properties = {}): Promise<this> {
    Trial.#names += 1;
    this.inputs = { ...this.subject.inputs(this.world.known, `web-${Trial.#names}`), ...more };
    await this.#nextRun();
    return this;
  }

  get rules(): readonly unknown[] {
    const { rules } = this.inputs;
    return Array.isArray(rules) ? (rules as unknown[]) : [];
  }

  get front() {
    return this.world.fronts[this.#cloud];
  }

  get server() {
    return this.world.servers[this.#cloud];
  }

  get #cloud() {
    return this.subject.handler === "e24cloudFirewallGroup" ? "e24cloud" : "waldur";
  }

  /** From here on all answers are good. */
  heal(): void {
    this.front.begin();
    this.server.faults.clear();
  }

  figures(): Figures {
    return { calls: this.#calls, refused: this.#refused };
  }

  async goodInputs(): Promise<Properties> {
    const host = await this.world.host(this.mode, this.subject);
    const { inputs, failures } = await host.check({}, this.inputs);
    if (failures.length > 0) throw new Error(`good inputs are refused: ${failures[0]?.reason}`);
    return inputs;
  }

  /** Those of the same resource with a rule less. */
  async changedInputs(inputs: Properties): Promise<Properties> {
    return (await this.check(inputs, { ...this.inputs, rules: this.rules.slice(1) })) ?? inputs;
  }

  /** @returns the checked inputs; undefined where they are refused */
  async check(olds: Properties, news: Properties): Promise<Properties | undefined> {
    const result = await this.#call((host) => host.check(olds, news));
    if (result === undefined) return undefined;
    const { inputs, failures } = result;
    for (const { reason } of failures) this.#requireClear(reason, Object.keys({ ...this.inputs, ...news }));
    if (failures[0] !== undefined) this.lastRefusal = failures[0].reason;
    this.#refused += failures.length > 0 ? 1 : 0;
    return failures.length > 0 ? undefined : inputs;
  }

  /**
   * Creates, reads, changes and deletes, each in a run of its own.
   * @param state what is done to the outputs between the calls
   */
  async life(inputs: Properties, news: Properties, state = (outputs: Properties) => outputs): Promise<void> {
    const made = await this.#made(inputs);
    if (made === undefined) return;
    const { id } = made;
    const outputs = state(made.outputs);
    await this.#nextRun();
    await this.#call((host) => host.read(id, outputs));
    await this.#nextRun();
    await this.#call((host) => host.check(outputs, news));
    await this.#call((host) => host.diff(id, outputs, news));
    const changed = await this.#call((host) => host.update(id, outputs, news));
    this.heal();
    await this.#nextRun();
    const gone = await this.#call((host) => host.delete(id, changed ?? outputs).then(() => true));
    // What could not be deleted from damaged state must not be in the way of the next sample.
    if (gone !== true) await this.#call((host) => host.delete(id, made.outputs));
  }

  /** A delete leaves alone what the same run has made. */
  async #nextRun(): Promise<void> {
    await (await this.world.host(this.mode, this.subject)).beginRun();
  }

  async #made(inputs: Properties): Promise<{ id: string; outputs: Properties } | undefined> {
    const made = await this.#call(
      (host) => host.create(inputs),
      ({ partial }) => partial && { id: partial.id, outputs: partial.properties },
    );
    return made;
  }

  /** @returns undefined where the call is refused, or the value for that case */
  async #call<T>(
    call: (host: Host) => Promise<T>,
    partial: (failure: HostFailure) => T | undefined = () => undefined,
  ): Promise<T | undefined> {
    const host = await this.world.host(this.mode, this.subject);
    this.#calls += 1;
    try {
      return await inTime(call(host));
    } catch (error) {
      if (!isHostFailure(error)) throw error;
      if (!host.isAlive) {
        const printed = host.printed.taken().slice(-2000);
        throw new Error(`the provider has crashed: ${printed}`, { cause: error });
      }
      this.#refused += 1;
      this.lastRefusal = error.message;
      this.#requireClear(error.message, ["security group", "firewall group"]);
      return partial(error);
    } finally {
      this.#requireQuiet(host);
    }
  }

  #requireClear(message: string, mustName: readonly string[]): void {
    const why = unclear(message, mustName) ?? this.#secretIn(message);
    if (why !== undefined) throw new Error(`a message that is not clear, since ${why}:\n${message}`);
  }

  #requireQuiet({ printed }: Host): void {
    const text = printed.taken();
    const why = /\bat .+\.(js|ts):\d+|Unhandled|Error:/.exec(text)?.[0] ?? this.#secretIn(text);
    if (why !== undefined) throw new Error(`the provider prints ${why}:\n${text.slice(0, 2000)}`);
  }

  #secretIn(text: string): string | undefined {
    return this.world.secrets.some((secret) => text.includes(secret)) ? "it has a secret" : undefined;
  }
}

const isHostFailure = (error: unknown): error is HostFailure =>
  error instanceof Error && error.name === "HostFailure";

async function inTime<T>(call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${HANGS} s`)), HANGS * 1000);
  });
  return Promise.race([call, late]).finally(() => clearTimeout(timer));
}
