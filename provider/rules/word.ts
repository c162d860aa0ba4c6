import { quoted } from "../text/quoted";
import type { Report } from "./rule-map";
import { isUnknown, UNKNOWN, type Unknown } from "./unknowns";

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
