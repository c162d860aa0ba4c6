import { z } from "zod";
import { readRules, storedRules } from "../core/rule-map";
import { containsUnknown } from "../core/unknowns";
import { DEFAULT_GROUP } from "./group-state";
import { parseId } from "./ids";
import { timeouts } from "./inputs";
import { judgeRules } from "./judge";
import { ruleLanguage } from "./rule-input";
import type { WaldurSettings } from "./settings";

type Props = Readonly<Record<string, unknown>>;

export interface Checked {
  inputs: Record<string, unknown>;
  /** Sentences without the full stop, for the user. */
  problems: string[];
  /** What a change of rules means, in a line for the user. */
  verdict?: string;
}

const id = (what: string) =>
  z.string().transform((text, context) => {
    const found = parseId(text);
    if (found === undefined)
      context.addIssue(`${JSON.stringify(text)} is no ${what}: write its uuid or its URL`);
    return found;
  });
const yesOrNo = z.boolean({ error: "has to be true or false" });

/** Limits are Waldur's; it takes blanks off both ends of a text. */
const fields: Readonly<Record<string, z.ZodType>> = {
  tenant: id("tenant"),
  name: z
    .string({ error: "has to be a text" })
    .trim()
    .min(1, "must not be empty")
    .max(150, "has more than 150 characters"),
  description: z.string({ error: "has to be a text" }).trim().max(2000, "has more than 2000 characters"),
  requireGapless: yesOrNo,
  guard: z.enum(["warn", "error"], { error: 'has to be "warn" or "error"' }),
  adopt: z.union([z.literal(true), id("security group")], { error: "has to be true or the id of a group" }),
  onStuck: z.enum(["fail", "unlink"], { error: 'has to be "fail" or "unlink"' }),
  timeouts,
  secretRules: yesOrNo,
};

/** Inputs that are read in other ways, or that the engine and an earlier check have put there. */
const OTHER_INPUTS = ["rules", "apiUrl", "__provider", "__defaults"];

/** Checks the inputs of a SecurityGroup without any request and makes them canonical. */
export function checkGroup(olds: Props, news: Props, settings: WaldurSettings): Checked {
  const problems: string[] = [];
  const given: Props = { ...news, tenant: news["tenant"] ?? settings.tenant };
  const inputs: Record<string, unknown> = { apiUrl: settings.apiUrl, description: "" };

  for (const [field, schema] of Object.entries(fields)) {
    const value = given[field];
    if (value === undefined || value === null) continue;
    const { data, error } = containsUnknown(value) ? { data: value } : schema.safeParse(value);
    inputs[field] = data;
    problems.push(...(error?.issues ?? []).map(({ message }) => `${field} ${message}`));
  }
  for (const field of Object.keys(news)) {
    if (!(field in fields) && !OTHER_INPUTS.includes(field)) {
      problems.push(`${field} is no input of a SecurityGroup`);
    }
  }
  if (given["tenant"] === undefined) {
    problems.push("there is no tenant: set tenant, or waldur:tenant for all groups");
  }
  if (given["rules"] !== undefined && given["rules"] !== null) {
    const secret = inputs["secretRules"] === true;
    const reading = readRules(given["rules"], ruleLanguage, { secret, known: rulesOf(olds) ?? {} });
    problems.push(...reading.problems);
    inputs["rules"] = reading.rules;
  }
  const checked = inputs["name"] === DEFAULT_GROUP ? defaultGroup(inputs, problems) : inputs;
  return problems.length > 0 ? { inputs: checked, problems } : judged(olds, checked);
}

/** Judges a change of rules where everything about it is known. */
function judged(olds: Props, inputs: Record<string, unknown>): Checked {
  const [old, wanted] = [rulesOf(olds), containsUnknown(inputs["rules"]) ? undefined : rulesOf(inputs)];
  const secretRules = inputs["secretRules"] === true || olds["secretRules"] === true;
  const change = old && wanted && { name: text(inputs["name"]), old, wanted, secretRules };
  const judgement = change && judgeRules(change);
  if (judgement === undefined) return { inputs, problems: [] };
  const { line: verdict, gap } = judgement;
  const refused = gap !== undefined && inputs["requireGapless"] === true;
  const problem = `the change of rules is not gap-free: ${gap}. Change them in other steps, or leave out requireGapless`;
  return { inputs, problems: refused ? [problem] : [], verdict };
}

const rulesOf = (inputs: Props) => storedRules(inputs["rules"], ruleLanguage);

const text = (name: unknown) =>
  typeof name === "string" && !containsUnknown(name) ? name : "security group";

/** OpenStack's own group can be taken over, for its rules only. */
function defaultGroup({ description, ...inputs }: Record<string, unknown>, problems: string[]) {
  if (inputs["adopt"] === undefined) {
    problems.push(
      'OpenStack makes the group "default" itself: set adopt: true to manage its rules, or choose another name',
    );
  }
  if (description !== "") problems.push('nobody can describe the group "default": leave description out');
  return inputs;
}
