import { isDeepStrictEqual } from "node:util";
import { isUnknown } from "../rules/unknowns";
import type { Props } from "./handlers";

/**
 * The input by which a class hands on Pulumi's option `replaceOnChanges`: the engine cannot apply it, as the host does not
 * show which properties differ. The engine shows no property of such a name.
 */
export const REPLACE_ON_CHANGES = "__replaceOnChanges";

/** Takes the option out of the inputs, which handlers are to have without. */
export function splitReplaceOnChanges({ [REPLACE_ON_CHANGES]: option, ...inputs }: Props): {
  readonly inputs: Props;
  readonly kept: Props;
  /** What is to be replaced on a change: names of inputs, or `*`. */
  readonly paths: readonly string[];
} {
  const paths = Array.isArray(option) ? option.filter((path) => typeof path === "string") : [];
  return { inputs, kept: paths.length === 0 ? {} : { [REPLACE_ON_CHANGES]: paths }, paths };
}

/** The inputs that differ and that the option names. A path into an input, such as `rules[0]`, stands for all of it. */
export function replacedOnChange(paths: readonly string[], olds: Props, news: Props): string[] {
  const fields = Object.keys(news).filter((field) => !field.startsWith("__"));
  const named = paths.map((path) => /^[^.[]+/.exec(path)?.[0]);
  return fields
    .filter((field) => named.includes("*") || named.includes(field))
    .filter((field) => isUnknown(news[field]) || !isDeepStrictEqual(olds[field], news[field]));
}
