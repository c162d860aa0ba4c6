import { z } from "zod";
import { addressFamily } from "../address";
import { directions, protocols } from "../rule";
import type { RuleFields } from "../rule";
import type { Switches } from "../profiles/switches";

/** The fields of a rule that a request names; what it leaves out is absent. */
export type RuleInput = Partial<RuleFields>;

type InputSwitches = Pick<Switches, "inputTypes" | "nullInputs" | "ipv6">;

const digits = z.string().regex(/^\d+$/, "not a number");

/** A whole number that must come as a JSON number, or may come as a string too. */
export function wholeNumber(max: number, { inputTypes }: Pick<Switches, "inputTypes">) {
  const number = z.int().min(0).max(max);
  return inputTypes === "declared" ? number : z.union([number, digits.transform(Number).pipe(number)]);
}

/** What a request may say about a rule. A field that is left out is "any" in a new rule. */
export function ruleInput(switches: InputSwitches): z.ZodType<RuleInput> {
  const port = wholeNumber(65_535, switches);
  const icmp = icmpValue(switches);
  const address = addressText(switches);
  const optional = <T extends z.ZodType>(field: T) =>
    switches.nullInputs === "accept" ? field.nullish() : field.optional();

  const rule = z.object({
    direction: z.enum(directions).optional(),
    src_address: optional(address),
    dst_address: optional(address),
    protocol: optional(z.enum(protocols)),
    min_port: optional(port),
    max_port: optional(port),
    icmp_type: optional(icmp),
    icmp_code: optional(icmp),
  });
  return switches.nullInputs === "ignore" ? z.preprocess(withoutNulls, rule) : rule;
}

function withoutNulls(body: unknown): unknown {
  if (typeof body !== "object" || body === null) return body;
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
}

function addressText({ ipv6 }: InputSwitches) {
  return z.string().superRefine((text, context) => {
    const family = addressFamily(text);
    if (family === undefined) context.addIssue("neither an address nor a network in CIDR notation");
    if (family === "ipv6" && ipv6 === "reject") context.addIssue("IPv6 is not supported");
  });
}

function icmpValue({ inputTypes }: InputSwitches) {
  const text = digits.refine((value) => Number(value) <= 255, "above 255");
  return inputTypes === "declared" ? text : z.union([text, z.int().min(0).max(255).transform(String)]);
}
