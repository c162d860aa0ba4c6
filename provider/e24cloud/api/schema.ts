import { z } from "zod";

/**
 * What the server sends (e24cloud REST documentation, groups and firewall). The documentation quotes integers,
 * leaves out fields that are null and never shows what is in `members` and `virtual_machines`, so all of these are
 * taken in any form; unknown fields are dropped, save those of rules (`rule/fields.ts`).
 */
const text = z
  .string()
  .nullish()
  .transform((value) => value || undefined);

const whole = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]);
const number = z
  .union([whole, z.literal("")])
  .nullish()
  .transform((value) => (value === "" ? undefined : (value ?? undefined)));

const list = <T extends z.ZodType>(element: T) =>
  z
    .array(element)
    .nullish()
    .transform((elements) => elements ?? []);

const rule = z.looseObject({
  id: z.union([whole, z.string()]),
  direction: z
    .string()
    .toUpperCase()
    .pipe(z.enum(["IN", "OUT"])),
  src_address: text,
  dst_address: text,
  protocol: text.transform((protocol) => protocol?.toUpperCase()),
  min_port: number,
  max_port: number,
  icmp_type: number,
  icmp_code: number,
});

const memberId = z.union([z.string(), z.int().transform(String)]).transform((id) => id.toLowerCase());
/** What only informs stops nothing, whatever it is. */
const remark = text.catch(undefined);

const member = z.union([
  memberId.transform((id): Member => ({ id })),
  z.object({ id: memberId, name: remark, label: remark, type: remark }),
]);

const owner = z.object({ id: z.string(), name: remark }).optional().catch(undefined);

const permissions = z
  .object({ global: list(z.unknown()), vm: list(z.unknown()) })
  .optional()
  .catch(undefined);

const name = z.string();
const elements = list(z.unknown());

/** A group, as far as it can be read: one odd field in somebody else's must not stop anything. */
export const groupSchema = z.looseObject({ id: z.string() }).transform((raw): Group => {
  const unreadable: string[] = [];
  const read = <T>(schema: z.ZodType<T>, value: unknown, field: string): T[] => {
    const { success, data, error } = schema.safeParse(value);
    if (success) return [data];
    unreadable.push(field + pathText(error.issues[0]?.path));
    return [];
  };
  const listed = <T>(element: z.ZodType<T>, field: string): T[] => {
    const [found = []] = read(elements, raw[field], field);
    return found.flatMap((value, position) => read(element, value, `${field}[${position}]`));
  };
  return {
    id: raw.id.toLowerCase(),
    name: read(name, raw["name"], "name")[0] ?? "",
    owner: owner.parse(raw["owner"] ?? undefined),
    users: listed(member, "members"),
    virtualMachines: listed(member, "virtual_machines"),
    /** The first is the documentation's spelling. */
    permissions: permissions.parse(raw["permisions"] ?? undefined) ??
      permissions.parse(raw["permissions"] ?? undefined) ?? { global: [], vm: [] },
    resources: listed(member, "resources"),
    rules: listed(rule, "rules"),
    complete: isThere(raw["rules"]) && isThere(raw["resources"]),
    unreadable,
  };
});

const isThere = (value: unknown) => value !== undefined && value !== null;

const pathText = (path: readonly PropertyKey[] = []) => path.map((step) => `.${String(step)}`).join("");

/** `GET /v2/groups` and `PUT /v2/groups`. Entries without an id are ignored. */
export const groupsReply = z
  .object({ groups: z.array(z.unknown()) })
  .transform(({ groups }) => groups.flatMap((raw) => groupSchema.safeParse(raw).data ?? []));

/** A single group: documented under `group`, in an array elsewhere. */
export const groupReply = z.union([
  z.object({ group: groupSchema }).transform(({ group }) => group),
  z.object({ groups: z.tuple([groupSchema]) }).transform(({ groups: [group] }) => group),
]);

/** `GET /v2/account`: whose key it is. */
export const accountReply = z.object({ account: z.object({ id: z.string() }) });

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
