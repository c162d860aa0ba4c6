import { z } from "zod";
import type { Question } from "../analysis/question";
import { serviceNames } from "../provider/net/services";
import { didYouMean } from "../provider/text/nearest";
import { quoted } from "../provider/text/printable";
import type { ReadIntent } from "./types";

const port = z.union([z.number().int(), z.string()]);
const trafficShape = {
  service: z
    .string()
    .refine((name) => name === "ping" || serviceNames.some((one) => one === name), {
      error: ({ input }) =>
        `there is no service ${quoted(input)}: ${didYouMean(String(input), serviceNames, `there are ${serviceNames.join(", ")}, ping`)}`,
    })
    .optional(),
  tcp: port.optional(),
  udp: port.optional(),
  icmp: z
    .union([z.number().int(), z.strictObject({ type: z.number().int(), code: z.number().int().optional() })])
    .optional(),
  protocol: z.number().int().min(0).max(255).optional(),
  ethertype: z.enum(["IPv4", "IPv6"]).optional(),
};
const optionsShape = {
  level: z.enum(["error", "warn"]).optional(),
  unknown: z.enum(["error", "warn", "ignore"]).optional(),
};
const trafficFields = Object.keys(trafficShape);

/** The form of intents, with ends of any kind. */
export function intentsForm<End>(end: z.ZodType<End>) {
  const ends = { from: oneOrMore(end), to: oneOrMore(end) };
  const common = {
    ...ends,
    except: z.array(z.strictObject(trafficShape)).optional(),
    ...trafficShape,
    ...optionsShape,
  };
  return z.strictObject({
    $schema: z.string().optional(),
    never: z.array(z.strictObject({ ...common, indirect: z.boolean().optional() })).default([]),
    always: z.array(z.strictObject(common)).default([]),
    ...optionsShape,
  });
}

const oneOrMore = <End>(end: z.ZodType<End>) => z.union([z.array(end).min(1), end]);

/**
 * Reads intents, of a program or of a file.
 * @param end what an end must be
 * @throws {Error} with every problem, and where it is
 */
export function readIntents<End>(raw: unknown, end: z.ZodType<End>): ReadIntent<End>[] {
  // What is undefined would be left out, and so widen what is asked: it is refused, as elsewhere.
  const problems = emptyFields(raw);
  const { data, error } = intentsForm(end).safeParse(raw);
  problems.push(...(error?.issues ?? []).map(({ path, message }) => `${placeOf(path)}: ${message}`));
  if (data === undefined || problems.length > 0) throw new Error(problems.join("\n"));
  const defaults = { level: data.level ?? "error", unknown: data.unknown ?? "warn" } as const;
  const listOf = (given: End | End[]) => (Array.isArray(given) ? given : [given]);
  const read = (kind: "never" | "always") =>
    data[kind].flatMap((one, position) =>
      listOf(one.from).flatMap((from) =>
        listOf(one.to).map((to): ReadIntent<End> => ({
          kind,
          place: `${kind}[${position}]`,
          from,
          to,
          question: questionOf(one),
          except: (one.except ?? []).map(questionOf),
          indirect: "indirect" in one && one.indirect === true,
          level: one.level ?? defaults.level,
          unknown: one.unknown ?? defaults.unknown,
        })),
      ),
    );
  return [...read("never"), ...read("always")];
}

function questionOf(given: object): Question {
  return Object.fromEntries(
    Object.entries(given).filter(([name, value]) => trafficFields.includes(name) && value !== undefined),
  );
}

function emptyFields(raw: unknown): string[] {
  if (typeof raw !== "object" || raw === null) return [];
  return (["never", "always"] as const).flatMap((kind) => {
    const list: unknown = Reflect.get(raw, kind);
    return (Array.isArray(list) ? list : []).flatMap((one: unknown, position) =>
      Object.entries({ ...(typeof one === "object" ? one : {}) })
        .filter(([, value]) => value === undefined || value === null || value === "")
        .map(([name]) => `${kind}[${position}].${name}: it is empty: set it or leave it out`),
    );
  });
}

const placeOf = (path: readonly PropertyKey[]) =>
  path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`,
    "",
  ) || "intents";
