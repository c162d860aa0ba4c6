import { z } from "zod";

/**
 * What the server sends (e24cloud REST documentation, groups and firewall). The documentation quotes integers,
 * leaves out fields that are null and never shows what is in `members` and `virtual_machines`, so all of these are
 * taken in any form; unknown fields are dropped.
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

const rule = z.object({
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

/** A user, virtual machine or other resource that is attached to a group. */
export interface Member {
  id: string;
  name?: string;
  label?: string;
  type?: string;
}

const member = z
  .union([
    z.string().transform((id): Member => ({ id })),
    z.object({ id: z.string(), name: text, label: text, type: text }),
  ])
  .transform((one): Member => ({ ...one, id: one.id.toLowerCase() }));

const permissions = z.object({ global: list(z.unknown()), vm: list(z.unknown()) });

export const groupSchema = z
  .object({
    id: z.string().transform((id) => id.toLowerCase()),
    name: z.string(),
    owner: z.object({ id: z.string(), name: text }).nullish(),
    members: list(member),
    virtual_machines: list(member),
    /** So spelt in the documentation. */
    permisions: permissions.nullish(),
    permissions: permissions.nullish(),
    resources: z.array(member).nullish(),
    rules: z.array(rule).nullish(),
  })
  .transform(({ members, virtual_machines, permisions, resources, rules, ...group }) => ({
    id: group.id,
    name: group.name,
    owner: group.owner ?? undefined,
    users: members,
    virtualMachines: virtual_machines,
    permissions: permisions ?? group.permissions ?? { global: [], vm: [] },
    resources: resources ?? [],
    rules: rules ?? [],
    /** False for what a list without details tells. */
    complete: Array.isArray(rules) && Array.isArray(resources),
  }));

/** A group as the server tells it, under this package's names. */
export type Group = z.output<typeof groupSchema>;

/** A rule as the server tells it. */
export type WireRule = z.output<typeof rule>;

export type RuleId = WireRule["id"];

/** `GET /v2/groups` and `PUT /v2/groups`. */
export const groupsReply = z.object({ groups: z.array(groupSchema) }).transform(({ groups }) => groups);

/** A single group: documented under `group`, in an array elsewhere. */
export const groupReply = z.union([
  z.object({ group: groupSchema }).transform(({ group }) => group),
  z.object({ groups: z.array(groupSchema).length(1) }).transform(({ groups: [group] }, context) => {
    if (group !== undefined) return group;
    context.addIssue("no group");
    return z.NEVER;
  }),
]);

/** What is sent for a rule. ICMP values are strings, as declared. */
export interface RuleBody {
  direction: string;
  src_address?: string | undefined;
  dst_address?: string | undefined;
  protocol?: string | undefined;
  min_port?: number | undefined;
  max_port?: number | undefined;
  icmp_type?: string | undefined;
  icmp_code?: string | undefined;
}
