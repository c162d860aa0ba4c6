import { ValidationError } from "../errors";
import { pythonText, pythonType } from "../python";

/** Reads one value of a body. @throws ValidationError with the list of messages of that field */
export type Field<T> = (value: unknown) => T;

/** Text, trimmed. Numbers become text. */
export function text({ max, blank = false }: { max: number; blank?: boolean }): Field<string> {
  return required((value) => {
    if (typeof value !== "string" && typeof value !== "number")
      throw new ValidationError(["Not a valid string."]);
    const trimmed = String(value).trim();
    if (trimmed === "" && !blank) throw new ValidationError(["This field may not be blank."]);
    const wrong = [];
    if (trimmed.length > max) wrong.push(`Ensure this field has no more than ${max} characters.`);
    if (trimmed.includes("\0")) wrong.push("Null characters are not allowed.");
    if (wrong.length > 0) throw new ValidationError(wrong);
    return trimmed;
  });
}

/** One of some words, spelled exactly so. */
export function choice<T extends string>(choices: readonly T[]): Field<T> {
  return required((value) => {
    const chosen = choices.find((candidate) => candidate === value);
    if (chosen === undefined) throw new ValidationError([`"${pythonText(value)}" is not a valid choice.`]);
    return chosen;
  });
}

/** A whole number up to a maximum, also as text ("80"). */
export function integer({ max }: { max: number }): Field<number> {
  const min = -2147483648;
  return required((value) => {
    const isWhole =
      ["string", "number"].includes(typeof value) && /^\s*[+-]?\d+(\.0*)?\s*$/.test(String(value));
    if (!isWhole) throw new ValidationError(["A valid integer is required."]);
    const number = Number(value);
    if (number > max) throw new ValidationError([`Ensure this value is less than or equal to ${max}.`]);
    if (number < min) throw new ValidationError([`Ensure this value is greater than or equal to ${min}.`]);
    return number;
  });
}

/** A field that takes null. */
export function nullable<T>(field: Field<T>): Field<T | null> {
  return (value) => (value === null ? null : field(value));
}

function required<T>(field: Field<T>): Field<T> {
  return (value) => {
    if (value === null) throw new ValidationError(["This field may not be null."]);
    return field(value);
  };
}

/** What a field says about a value, without throwing. */
export function attempt<T>(read: () => T): { value: T } | { detail: unknown } {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof ValidationError) return { detail: error.body };
    throw error;
  }
}

/** @throws ValidationError if the value is not a JSON object */
export function requireObject(value: unknown): Readonly<Record<string, unknown>> {
  if (value === null) throw new ValidationError({ non_field_errors: ["No data provided"] });
  if (typeof value === "object" && !Array.isArray(value)) return { ...value };
  throw new ValidationError({
    non_field_errors: [`Invalid data. Expected a dictionary, but got ${pythonType(value)}.`],
  });
}

/**
 * The fields that are in the body, others ignored.
 * @throws ValidationError with the messages of all fields that are wrong or missing
 */
export function readFields<T extends object>(
  body: Readonly<Record<string, unknown>>,
  fields: { readonly [K in keyof T]: Field<T[K]> },
  requiredNames: readonly (keyof T & string)[] = [],
): Partial<T> {
  const values: Partial<T> = {};
  const errors: Record<string, unknown> = {};
  for (const name of Object.keys(fields) as (keyof T & string)[]) {
    if (!(name in body)) {
      if (requiredNames.includes(name)) errors[name] = ["This field is required."];
      continue;
    }
    const read = attempt(() => fields[name](body[name]));
    if ("detail" in read) errors[name] = read.detail;
    else values[name] = read.value;
  }
  if (Object.keys(errors).length > 0) throw new ValidationError(errors);
  return values;
}
