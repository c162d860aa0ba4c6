import type { Fields, Report } from "./rule-map";
import { quoted } from "../text/printable";
import { isUnknown, UNKNOWN, type Unknown } from "./unknowns";

/** What a value lacks, in words that follow its name; undefined where it is one. */
export function lackOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return "has no value";
  return typeof value === "string" && value.trim() === "" ? "is an empty string" : undefined;
}

/** The fields of a rule whose absence widens it. */
export interface WideningFields {
  /** What to do about an empty value, field by field. */
  readonly remedies: Readonly<Record<string, string>>;
  /** Fields that say the same as this one: where another of them has a value, this one may be empty. */
  readonly others: (field: string, raw: Fields) => readonly string[];
  /** Whether an empty string is a value of this field. */
  readonly takesEmptyText?: (field: string) => boolean;
}

/**
 * The rule without its empty values. One whose absence would allow more than was meant is reported: a variable that is not
 * set must not open anything.
 */
export function withoutEmptyValues(raw: Fields, widening: WideningFields, report: Report): Fields {
  const { remedies, others, takesEmptyText = () => false } = widening;
  const isEmpty = (field: string) =>
    lackOf(raw[field]) !== undefined && !(raw[field] === "" && takesEmptyText(field));
  const entries = Object.entries(raw).filter(([field, value]) => {
    if (!Object.hasOwn(remedies, field) || !isEmpty(field)) return true;
    const isSaid = others(field, raw).some((other) => Object.hasOwn(raw, other) && !isEmpty(other));
    if (!isSaid) report(`${field} ${lackOf(value)}: ${remedies[field]}`);
    return false;
  });
  return Object.fromEntries(entries);
}

/** What to do about an element of a list of networks that is empty. */
export const ELEMENT_REMEDY = "set it, or remove it from the list";

/** A field of a rule that takes one of some words. */
export interface WordField<Word extends string> {
  readonly field: string;
  readonly words: readonly Word[];
  /** What to do about another value, where more can be said than which words there are. */
  readonly hint?: (given: unknown) => string | undefined;
}

/** One of the words, in any letter case; undefined where it is left out. */
export function wordOf<const Word extends string>(
  value: unknown,
  { field, words, hint }: WordField<Word>,
  report: Report,
): Word | Unknown | undefined {
  if (value === undefined) return undefined;
  if (isUnknown(value)) return UNKNOWN;
  const word = words.find(
    (one) => typeof value === "string" && one.toLowerCase() === value.trim().toLowerCase(),
  );
  if (word === undefined)
    report(`${field} ${quoted(value)} is unknown: ${hint?.(value) ?? `write ${words.join(" or ")}`}`);
  return word;
}

/** Without the fields that are undefined, which a program could hand on as values that are empty. */
export function defined<T extends object>(fields: T): T {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as T;
}
