import type { ManagedResource, Props } from "../../../test/provider/managed-resource";
import type { LiveRule } from "./judge/packet";
import type { GroupOf } from "./judge/phrases";
import type { RuleSpec } from "./rule-spec";
import type { Wanted } from "./step";

/** One group on an emulator, in a program and in the cloud. */
export interface Subject {
  readonly resource: ManagedResource;
  readonly name: string;
  argsOf(wanted: Wanted): Props;
  /** The rules as a program writes them. */
  rulesOf(specs: readonly RuleSpec[]): Props[];
  /** The rules of a program, as the judge reads them. */
  judgedOf(specs: readonly RuleSpec[]): readonly LiveRule[];
  /** The group as the server has it; undefined where it has none. */
  live(): readonly LiveRule[] | undefined;
  /** Whether the server filters by it. */
  isOn(): boolean;
  /** Begins to note what happens to its rules. */
  watch(): void;
  /** What the server lets through after each change since then, at first what it let through before any. */
  steps(): (readonly LiveRule[])[];
  add(rule: RuleSpec): Promise<void>;
  addUnknown(): Promise<void>;
  remove(which: number): Promise<void>;
  /** The rules of all groups of its server. */
  ofServer(): readonly LiveRule[];
  end(): Promise<void>;
}

/** An emulator with a few groups that rules can name. */
export interface World {
  readonly cloud: "waldur" | "e24cloud";
  /** Names that the judge has for groups. */
  readonly groups: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly server: string;
  /** Rules that the server adds by itself, when a firewall is switched on. */
  readonly byServer: readonly LiveRule[];
  groupOf(subject: Subject): GroupOf;
  /** What a question calls a group. */
  idOf(group: string): string;
  /** @param adopted the rules of the group that existed before */
  begin(adopted: readonly RuleSpec[] | undefined): Promise<Subject>;
  close(): Promise<void>;
}
