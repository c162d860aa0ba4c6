import { recordedOrigin } from "./recording";

const uuid = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32}/g;
const ruleId = /(?<="id": ?|with id )\d+/g;

/** Which id of the recording is which of ours: one to one, learned from answers, used in requests. */
export class Bindings {
  readonly #ours = new Map<string, string>();
  readonly #recorded = new Map<string, string>();
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Whether the two may stand for each other; they do from now on. */
  bind(recorded: string, ours: string): boolean {
    if (!this.#ours.has(recorded) && !this.#recorded.has(ours)) {
      this.#ours.set(recorded, ours);
      this.#recorded.set(ours, recorded);
    }
    return this.#ours.get(recorded) === ours;
  }

  /** A string of the recording with our ids and host in it. */
  translate(recorded: string): string {
    const bound = (id: string) => this.#ours.get(id) ?? id;
    return recorded.replaceAll(recordedOrigin, this.#origin).replace(uuid, bound).replace(ruleId, bound);
  }

  /** Whether two texts are alike apart from host and ids, which get bound. */
  fit(recorded: string, ours: string): boolean {
    const ids = (text: string) => text.match(uuid) ?? [];
    const [theirIds, ourIds] = [ids(recorded), ids(ours)];
    theirIds.forEach((id, index) => this.bind(id, ourIds[index] ?? ""));
    return this.translate(recorded) === ours;
  }
}
