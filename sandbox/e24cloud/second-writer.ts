import type { Account } from "./account";
import type { Group } from "./group";
import { operations, prepared } from "./operations";
import type { Context } from "./operations";
import { anyTraffic } from "./rule";
import type { Overlay, Overlays } from "./profiles/overlays";
import { Refusal } from "./api/refusal";
import type { Store } from "./store";
import type { Switches } from "./profiles/switches";

/** Takes everything that makes sense, whatever the switches make the API refuse. */
const permissive = {
  update: "merge",
  nullInputs: "accept",
  inputTypes: "coerced",
  ipv6: "accept",
  duplicateRule: "allow",
  repeatAttach: "ok",
} satisfies Partial<Switches>;

/** Somebody else with access to the account, who changes groups behind the client's back. */
export class SecondWriter {
  constructor(
    private readonly store: Store,
    private readonly account: Account,
    private readonly overlays: Overlays,
    private readonly switches: () => Readonly<Switches>,
  ) {}

  /** The groups as they really are, firewall switch included. */
  groups(): Group[] {
    return this.store.real();
  }

  create(name: string): Group {
    return this.store.create("second-writer", name, (empty) => prepared(empty, this.#context()));
  }

  /**
   * Changes a group by one of the API's operations with its documented body, such as `group-add-rule`;
   * `group-update-rule` keeps what the body leaves out.
   *
   * @throws Refusal, UnknownId
   */
  change(groupId: string, operation: string, body: unknown): Group {
    const edit = operations.get(operation);
    if (!edit) throw new Refusal(`no operation ${operation}: there are ${[...operations.keys()].join(", ")}`);
    return this.store.change("second-writer", operation, groupId, (group) =>
      edit(group, body, this.#context()),
    );
  }

  /** Lets in what only the server knows: a rule with a protocol that no documentation names, such as `ALL`. @throws UnknownId */
  addUnknownRule(groupId: string, protocol: string): Group {
    return this.store.change("second-writer", "group-add-rule", groupId, (group) => {
      const rule = { ...anyTraffic, direction: "IN" as const, protocol, id: this.store.nextRuleId() };
      return { ...group, rules: [...group.rules, rule] };
    });
  }

  /**
   * Lays raw JSON over how the group is shown, such as `{ group: { owner: [] }, rules: { icmp_type: "any" } }`; `{}`
   * shows it as it is.
   *
   * @throws UnknownId
   */
  overlay(groupId: string, overlay: Overlay): void {
    this.store.requireGroup(groupId);
    this.overlays.set(groupId, overlay);
  }

  /** Deletes a group at once, in use or not. @throws UnknownId */
  delete(groupId: string): void {
    this.store.remove("second-writer", groupId);
  }

  #context(): Context {
    return {
      switches: { ...this.switches(), ...permissive },
      account: this.account,
      nextRuleId: () => this.store.nextRuleId(),
    };
  }
}
