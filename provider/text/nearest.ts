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
