import { ApiError, ForeignAnswerError } from "../../http/errors";

/** What some releases of Waldur can and others cannot, or what they do otherwise. */
export interface Known {
  /** Takes IANA protocol numbers in rules: since May 2026. */
  numbers: boolean;
  /** Has `set_ok` and `set_erred`, for staff: since February 2026. */
  setErred: boolean;
  /** Filters groups by `can_manage`: since 2025. */
  canManage: boolean;
  /** Counts the instances of a group. */
  instanceCount: boolean;
  /** Records each change of rules with the rules, and who made it: since May 2026. */
  ruleEvents: boolean;
}
export type Capability = keyof Known;

/** What an answer shows of its server's release; parts may be absent. */
export interface Evidence {
  readonly created?: string | undefined;
  readonly instance_count?: number | null | undefined;
}

/** Servers before mid-2025 write times with `Z`; the newest count the instances of a group. */
export function shownBy({ created, instance_count: count }: Evidence): Partial<Known> {
  if (count !== undefined) {
    return { numbers: true, setErred: true, canManage: true, instanceCount: true, ruleEvents: true };
  }
  return created?.endsWith("Z") === true
    ? { numbers: false, setErred: false, canManage: false, instanceCount: false, ruleEvents: false }
    : {};
}

const capabilitiesOf = new WeakMap<object, Capabilities>();

/** What is known of the server that a group was read from, the group's own fields first; undefined is not known. */
export const known = (capability: Capability, group: Evidence): boolean | undefined =>
  shownBy(group)[capability] ?? capabilitiesOf.get(group)?.get(capability);

/** What is known of a server: learned from its answers and refusals, never asked for. */
export class Capabilities {
  private facts: Partial<Known> = {};

  /** Undefined where it is not known: then only what all releases take is sent, and nothing is refused. */
  get(capability: Capability): boolean | undefined {
    return this.facts[capability];
  }

  learn(facts: Partial<Known>): void {
    this.facts = { ...this.facts, ...facts };
  }

  /** To be called with each group that the server returns. */
  saw(group: Evidence): void {
    this.learn(shownBy(group));
    capabilitiesOf.set(group, this);
  }

  /** To be called with a list of rules that the server has taken. */
  took(rules: readonly Readonly<Record<string, unknown>>[]): void {
    if (rules.some(({ protocol }) => /^\d+$/.test(String(protocol)))) this.learn({ numbers: true });
  }

  /** To be called with a refusal of rules: its words show which protocols the server knows (waldur-2026). */
  refusedRules(error: unknown): void {
    if (!(error instanceof ApiError) || error.status !== 400) return;
    const text = JSON.stringify(error.body);
    if (/IANA protocol number/.test(text)) this.learn({ numbers: true });
    else if (
      /Value should be one of \(tcp, udp, icmp\), found|\\"\d{1,3}\\" is not a valid choice/.test(text)
    )
      this.learn({ numbers: false });
  }

  /** To be called with the end of a call of `set_erred`: a page says that there is no such path. */
  triedSetErred(error?: unknown): void {
    if (error instanceof ForeignAnswerError) {
      if (error.status === 404) this.learn({ setErred: false });
    } else if (error === undefined || (error instanceof ApiError && error.status === 403))
      this.learn({ setErred: true });
  }
}
