/** A user, virtual machine or other resource that is attached to a group. */
export interface Member {
  id: string;
  name?: string | undefined;
  label?: string | undefined;
  type?: string | undefined;
}

/** Whom a group belongs to. */
export interface Owner {
  id: string;
  name?: string | undefined;
}

/** Who may use a group, in the server's own words. */
export interface Permissions {
  global: unknown[];
  vm: unknown[];
}

/** A rule as the server returns it, with all else that it sends. */
export interface WireRule {
  readonly [field: string]: unknown;
  id: number | string;
  direction: "IN" | "OUT";
  src_address?: string | undefined;
  dst_address?: string | undefined;
  protocol?: string | undefined;
  min_port?: number | undefined;
  max_port?: number | undefined;
  icmp_type?: number | undefined;
  icmp_code?: number | undefined;
}

export type RuleId = WireRule["id"];

/** A group as the server returns it, under this package's names. */
export interface Group {
  readonly id: string;
  readonly name: string;
  readonly owner: Owner | undefined;
  readonly users: readonly Member[];
  readonly virtualMachines: readonly Member[];
  readonly permissions: Permissions;
  readonly resources: readonly Member[];
  readonly rules: readonly WireRule[];
  /** False for a group from a list without details. */
  readonly complete: boolean;
  /** Fields that are in no form that can be read, such as `rules[2].icmp_type`; what is in them is missing above. */
  readonly unreadable: readonly string[];
}

/** What is sent for a rule: the fields of `rule/fields.ts`. */
export type RuleBody = Readonly<Record<string, unknown>>;
