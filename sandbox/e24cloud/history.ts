import type { Group } from "./group";

/** Who changed a group: a client of the API, the second writer of the control endpoints, or a task of the server. */
export type Writer = "api" | "second-writer" | "task";

/** One change of one group. */
export interface Step {
  groupId: string;
  writer: Writer;
  /** Such as `create`, `group-add-rule`, `firewall`, `delete`. */
  operation: string;
  /** The group right after the change, the firewall's state included; null once it is deleted. */
  after: Group | null;
}

/** Every change of every group, oldest first: which rules and members a group really had after each step. */
export class History {
  #steps: Step[] = [];

  add(step: Step): void {
    this.#steps.push(step);
  }

  /** The steps of one group, or all of them. */
  steps(groupId?: string): Step[] {
    return this.#steps.filter((step) => groupId === undefined || step.groupId === groupId);
  }

  clear(): void {
    this.#steps = [];
  }
}
