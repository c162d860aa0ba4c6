import type { z } from "zod";

/** What is wrong with a value, in words of our own: zod's default messages are for programmers of schemas. */
export function issueText(issue: z.core.$ZodIssue): string {
  return ZODS_OWN.test(issue.message) ? wordsFor(issue) : issue.message;
}

/** All issues in one string, each with its place: `rules[2].ports: must be a number`. */
export function issuesText({ issues }: { readonly issues: readonly z.core.$ZodIssue[] }): string {
  return issues
    .map((issue) => [placeText(issue.path), issueText(issue)].filter(Boolean).join(" "))
    .join("; ");
}

/** Where in a value something is: `rules[2].ports`. */
export function placeText(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`));
  return steps.join("").replace(/^\./, "");
}

const ZODS_OWN = /^(Invalid|Too (small|big)|Unrecognized|Not )/;

function wordsFor(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.message.endsWith("received undefined")
        ? "is missing"
        : `must be ${typeWords(issue.expected)}`;
    case "invalid_value":
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
    case "unrecognized_keys":
      return `has no ${issue.keys.join(", ")}`;
    case "too_small":
      return `must be at least ${issue.minimum}`;
    case "too_big":
      return `must be at most ${issue.maximum}`;
    default:
      return "has the wrong form";
  }
}

const typeWords = (type: string) => TYPES[type] ?? "of another type";

const TYPES: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};
