import type { Fields, Report } from "./rule-map";

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
