import { nameText } from "../../text/printable";

/** The other side of a rule, or one of several, where it is a group. */
const PEER = /(\b(?:from|to|but) |[,(] ?)group ([0-9a-f]{32})\b/g;

interface NamedGroup {
  readonly uuid: string;
  readonly name: string;
  readonly rules?: readonly {
    readonly remote_group_uuid?: string | null | undefined;
    readonly remote_group_name?: string | null | undefined;
  }[];
}

/** What groups are called, so that messages need not call them by their ids. */
export class GroupNames {
  private readonly inProgram = new Map<string, string>();
  private readonly inTenants = new Map<string, string>();
  private readonly secret = new Set<string>();

  /** To be called with what a program calls a group. */
  learn(id: string, name: string): void {
    this.inProgram.set(id, name);
  }

  /** To be called with what a tenant has. Rules name groups too, such as one that is deleted in the same run. */
  list(groups: Iterable<NamedGroup>): void {
    for (const { uuid, name, rules = [] } of groups) {
      this.inTenants.set(uuid, name);
      for (const { remote_group_uuid: id, remote_group_name: peer } of rules)
        if (id && peer && !this.inTenants.has(id)) this.inTenants.set(id, peer);
    }
  }

  /** Keeps a name out of messages. */
  hide(name: string): void {
    this.secret.add(name);
  }

  /** Replaces ids by names: `from group 58af…` becomes `from monitoring`. */
  in(text: string): string {
    return text.replace(PEER, (_, way: string, id: string) => `${way}${this.nameOf(id) ?? `group ${id}`}`);
  }

  /** What a group is called; undefined where that is not known, or secret. */
  nameOf(id: string): string | undefined {
    const name = this.inProgram.get(id) ?? this.inTenants.get(id);
    return name === undefined || name === "" || this.secret.has(name) ? undefined : nameText(name);
  }
}
