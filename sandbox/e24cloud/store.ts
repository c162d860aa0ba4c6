import type { CallLog } from "../control";
import { emptyGroup } from "./group";
import type { Group } from "./group";
import type { History, Writer } from "./history";
import { mintId } from "./ids";
import { Refusal, UnknownId } from "./api/refusal";
import type { Switches } from "./profiles/switches";

/** A group with what the server's queue still holds back from readers. */
interface Held {
  group: Group;
  /** What reads still show, and how many of them. */
  stale?: { group: Group; reads: number };
  /** Set by a create: how many reads don't show the group yet. */
  hiddenReads: number;
  /** Set by a delete: how many reads show the group until the task is done. */
  readsUntilGone?: number;
}

/** The groups of the account, oldest first. */
export class Store {
  readonly #held = new Map<string, Held>();
  #lastRuleId = 1000;

  constructor(
    private readonly switches: () => Readonly<Switches>,
    private readonly history: History,
    private readonly log: CallLog,
  ) {}

  nextRuleId(): number {
    return ++this.#lastRuleId;
  }

  create(writer: Writer, name: string, prepare: (empty: Group) => Group): Group {
    const group = prepare(emptyGroup(mintId(this.switches().ids), name));
    const hiddenReads = writer === "api" ? this.switches().createHiddenReads : 0;
    this.#held.set(group.id, { group, hiddenReads });
    this.history.add({ groupId: group.id, writer, operation: "create", after: group });
    return group;
  }

  /** @throws UnknownId, Refusal for a group that is being deleted, and what `edit` throws: then nothing changes */
  change(writer: Writer, operation: string, id: string, edit: (group: Group) => Group): Group {
    const held = this.#find(id);
    if (held.readsUntilGone !== undefined) throw new Refusal(`group ${id} is being deleted`);
    const before = held.group;
    const after = edit(before);
    if (after === before) return before;

    const staleReads = writer === "api" ? this.switches().staleReads : 0;
    held.group = after;
    if (staleReads > 0) held.stale = { group: held.stale?.group ?? before, reads: staleReads };
    this.history.add({ groupId: id, writer, operation, after });
    return after;
  }

  /** Adds the task that deletes the group. Asking again changes nothing. @throws UnknownId, and what `check` throws */
  delete(id: string, check: (group: Group) => void): void {
    const held = this.#find(id);
    if (held.readsUntilGone !== undefined) return;
    check(held.group);
    held.readsUntilGone = this.switches().deleteVisibleReads;
    if (held.readsUntilGone === 0) this.#finishDelete(id);
  }

  /** Takes the group away at once. @throws UnknownId */
  remove(writer: Writer, id: string): void {
    this.#find(id);
    this.#held.delete(id);
    this.history.add({ groupId: id, writer, operation: "delete", after: null });
  }

  /** What a reader of the list gets to see. */
  list(): Group[] {
    return [...this.#held.values()].flatMap((held) => this.#shown(held) ?? []);
  }

  /** What a reader of this one group gets to see. @throws UnknownId */
  read(id: string): Group {
    const group = this.#shown(this.#find(id));
    if (!group) throw new UnknownId(`there is no group ${id}`);
    return group;
  }

  /** The groups as they really are, seen by no client. */
  real(): Group[] {
    return [...this.#held.values()].map(({ group }) => group);
  }

  /** Empties the server's queue: reads show the current values, and pending deletes are done. */
  catchUp(): void {
    for (const held of this.#held.values()) {
      held.hiddenReads = 0;
      delete held.stale;
      if (held.readsUntilGone !== undefined) this.#finishDelete(held.group.id);
    }
  }

  /** @throws UnknownId */
  requireGroup(id: string): void {
    this.#find(id);
  }

  #find(id: string): Held {
    const held = this.#held.get(id);
    if (!held) throw new UnknownId(`there is no group ${id}`);
    return held;
  }

  /** One read of a group, which brings the server's queue one step on. */
  #shown(held: Held): Group | undefined {
    if (held.readsUntilGone === 0) {
      this.#finishDelete(held.group.id);
      return undefined;
    }
    if (held.readsUntilGone !== undefined) held.readsUntilGone -= 1;

    const { createHiddenReads, staleReads } = this.switches();
    if (createHiddenReads > 0 && held.hiddenReads > 0) {
      held.hiddenReads -= 1;
      return undefined;
    }
    if (staleReads === 0) delete held.stale;
    if (!held.stale) return held.group;
    const { group } = held.stale;
    held.stale.reads -= 1;
    if (held.stale.reads === 0) delete held.stale;
    return group;
  }

  #finishDelete(id: string): void {
    this.remove("task", id);
    this.log.add({ level: "task", method: "DELETE", path: `/v2/groups/${id}`, status: 200, outcome: "OK" });
  }
}
