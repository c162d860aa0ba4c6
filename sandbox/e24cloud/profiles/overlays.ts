import { z } from "zod";

const fields = z.record(z.string(), z.json());

const overlay = z.strictObject({
  /** Over the fields of the group: `{"name": null, "owner": []}`. */
  group: fields.optional(),
  /** Over the fields of each of its rules: `{"icmp_type": "any"}`. */
  rules: fields.optional(),
});

/** Raw JSON that answers show in the place of what is there. */
export type Overlay = z.output<typeof overlay>;

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
