import { type Member, type Group } from "./group";
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
