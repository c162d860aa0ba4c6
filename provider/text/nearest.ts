import leven from "leven";

/** The word that was probably meant; undefined where none is near. */
export function nearest(given: string, words: readonly string[]): string | undefined {
  const text = given.toLowerCase();
  const near = words
    .map((word) => ({ word, distance: distance(text, word.toLowerCase()) }))
    .filter((one) => one.distance <= Math.max(1, Math.floor(text.length / 3)) || one.distance === SWAPPED)
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.word;
}

/** Two letters in each other's place are one slip, which counts between one and two. */
const SWAPPED = 1.5;

function distance(given: string, word: string): number {
  return isSwapped(given, word) ? SWAPPED : leven(given, word);
}

function isSwapped(given: string, word: string): boolean {
  const at = [...given].findIndex((letter, position) => letter !== word[position]);
  if (at < 0 || given.length !== word.length) return false;
  const [one = "", other = ""] = [given[at], given[at + 1]];
  return given.slice(0, at) + other + one + given.slice(at + 2) === word;
}

/** `did you mean ports?` where a word is near, else what there is: `it has protocol, ports`. */
export function didYouMean(given: string, words: readonly string[], otherwise: string): string {
  const word = nearest(given, words);
  return word === undefined ? otherwise : `did you mean ${word}?`;
}

/** `tenant_uuid` as `tenantUuid`. */
export type CamelCase<Name extends string> = Name extends `${infer First}_${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name;

/** An object of the wire with its fields' names as programs write them. */
export type CamelCased<T> = { [Name in keyof T & string as CamelCase<Name>]: T[Name] };

/** Renames the fields of the top level. */
export function camelCased<T extends object>(wire: T): CamelCased<T> {
  const renamed = Object.entries(wire).map(([name, value]) => [camelCase(name), value as unknown] as const);
  return Object.fromEntries(renamed) as CamelCased<T>;
}

export function camelCase(name: string): string {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
