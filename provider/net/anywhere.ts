/**
 * What stands for any address where a value must be given: `from: args.from ?? anywhere`. An empty value never does, since
 * most of them are accidents.
 */
export const anywhere = "anywhere";

export const isAnywhere = (value: unknown): boolean =>
  typeof value === "string" && value.trim().toLowerCase() === anywhere;
