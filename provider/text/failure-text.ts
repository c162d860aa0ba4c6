import { nameText } from "./printable";
import type { z } from "zod";

/** Why something failed. */
export interface Reason {
  cause: string;
  /** A sentence that says what to do about it. */
  remedy?: string | undefined;
}

/** What went wrong, part by part. */
export interface Failure extends Reason {
  /** What was being done: `create`, `update`, `refresh`, `import`, `delete`. */
  operation: string;
  /** The kind of resource: `security group`, `firewall group`. */
  kind: string;
  name: string;
}

/** One sentence and the remedy: `create security group "web": the name is taken. Set adopt to adopt …`. */
export function failureText({ operation, kind, name, cause, remedy }: Failure): string {
  return `${operation} ${kind} "${nameText(name)}": ${causeText({ cause, remedy })}`;
}

/** Why something failed and what to do about it. */
export function causeText({ cause, remedy }: Reason): string {
  return [sentence(cause), remedy].filter(Boolean).join(" ");
}

/** The text with a full stop at its end, and only one. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text.trimEnd()) ? text.trimEnd() : `${text.trimEnd()}.`;
}

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
