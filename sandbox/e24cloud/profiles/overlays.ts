import { z } from "zod";

/** Raw JSON that answers show in place of the real values. */
export interface Overlay {
  /** Over the fields of the group: `{"name": null, "owner": []}`. */
  group?: Record<string, unknown> | undefined;
  /** Over the fields of each of its rules: `{"icmp_type": "any"}`. */
  rules?: Record<string, unknown> | undefined;
}

const fields = z.record(z.string(), z.json());
const overlay = z.strictObject({ group: fields.optional(), rules: fields.optional() });

/** @throws ZodError */
export const parseOverlay = (given: unknown): Overlay => overlay.parse(given);

/** What is laid over groups, by their ids. What they really hold stays as it is. */
export class Overlays {
  readonly #byGroup = new Map<string, Overlay>();

  /** Takes the place of what was laid over the group before. */
  set(groupId: string, overlay: Overlay): void {
    this.#byGroup.set(groupId, overlay);
  }

  of(groupId: string): Overlay {
    return this.#byGroup.get(groupId) ?? {};
  }
}
