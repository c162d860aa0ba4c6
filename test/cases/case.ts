import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const props = z.record(z.string(), z.unknown());

/** What a command of Pulumi has to say and to do. */
const expectation = z.strictObject({
  /** Parts of lines that must be printed. */
  says: z.array(z.string()).default([]),
  /** Parts that no line may have. */
  saysNot: z.array(z.string()).default([]),
  /** Parts of messages with which the command has to fail; where there are none, it has to succeed. */
  fails: z.array(z.string()).default([]),
  /** What happens to each resource: `created`, `updated`, `replaced`, `unchanged`. */
  outcome: z.record(z.string(), z.string()).default({}),
  /** The rules that the cloud has for each group afterwards, all of them. */
  live: z.record(z.string(), z.array(z.string())).default({}),
  /** What one provider mode says otherwise: only a class sees what its options say, only the plugin sees no language. */
  class: z.strictObject({ says: z.array(z.string()) }).optional(),
  plugin: z.strictObject({ says: z.array(z.string()) }).optional(),
});
export type Expectation = z.output<typeof expectation>;

const types = ["waldur", "e24"] as const;
export type ResourceType = (typeof types)[number];

const resource = z.strictObject({ type: z.enum(types), args: props.default({}) });
export type ResourceInCase = z.output<typeof resource>;

const command = { expect: expectation.optional() };
const step = z.union([
  z.strictObject({ program: z.record(z.string(), resource) }),
  z.strictObject({ preview: z.strictObject({ refresh: z.boolean().optional() }), ...command }),
  z.strictObject({ up: z.strictObject({}), ...command }),
  z.strictObject({ waldurRule: z.strictObject({ group: z.string(), rule: props }) }),
  z.strictObject({ e24Rule: z.strictObject({ group: z.string(), rule: props }) }),
  z.strictObject({ osGroup: z.strictObject({ name: z.string(), description: z.string() }) }),
  z.strictObject({ pull: z.literal(1) }),
  z.strictObject({ quota: z.number() }),
  z.strictObject({
    fault: z.strictObject({ cloud: z.enum(types), path: z.string(), status: z.number() }),
  }),
]);
export type Step = z.output<typeof step>;

const form = z.strictObject({
  name: z.string(),
  source: z.string(),
  kind: z.string(),
  expected: z.string(),
  clouds: z.strictObject({ waldur: props }).optional(),
  steps: z.array(step),
});
export type Case = z.output<typeof form>;

/** All cases of this folder, as its README describes them. */
export function readCases(): Case[] {
  const files = readdirSync(__dirname).filter((name) => name.endsWith(".json"));
  return files.sort().map((name) => form.parse(JSON.parse(readFileSync(join(__dirname, name), "utf8"))));
}
