import type { OperationResult } from "../../runner/stack";

/** How often messages are followed before the trial counts as going round in circles. */
export const MOST_REMEDIES = 4;

/** What a message says to do next. */
export interface Remedy {
  /** `again` is the same command. */
  readonly run: "again" | "up --refresh";
  /** Groups to adopt before, by the names of their resources. */
  readonly adopt: Readonly<Record<string, string>>;
}

/** What goes to standard error and to the screen. */
export const shown = ({ stdout, stderr }: OperationResult): string => `${stdout}\n${stderr}`;

/** In a message the group is named in quotes, in a preview as the beginning of a line. */
const taken = /([\w-]+)"?: the (?:tenant|account) already has a group of that name \(([0-9a-f-]{32,36})\)/g;

/** The groups that a message says to adopt, by the names of their resources. */
export function adoptionsIn(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(taken)].map(([, name = "", id = ""]) => [name, id]));
}

/** Whether a run that succeeded warns that something is left to do. */
export const isToRunAgain = (result: OperationResult): boolean =>
  /warning: .*run pulumi again/.test(shown(result));

/** Reads the messages of a run that has stopped. @throws Error where they leave one alone */
export function remedyOf(result: OperationResult): Remedy {
  const text = shown(result);
  const errors = text
    .split("\n")
    .filter((line) => /(create|update|delete|refresh) (rules of )?(security|firewall) group/.test(line));
  if (errors.length === 0) throw new Error(`it stopped without a message of ours:\n${text}`);
  const silent = errors.find((line) => !remedies.some(([pattern]) => pattern.test(line)));
  if (silent !== undefined) throw new Error(`a message without a remedy that is known:\n${silent}`);
  const run = remedies.find(([pattern]) => errors.some((line) => pattern.test(line)))?.[1] ?? "again";
  return { run, adopt: adoptionsIn(errors.join("\n")) };
}

/** What messages say; the first that occurs counts. */
export const remedies: readonly (readonly [RegExp, Remedy["run"]])[] = [
  [/Run `?pulumi up --refresh`?/, "up --refresh"],
  [/set adopt: "/, "again"],
  [/[Rr]un pulumi (destroy )?again|next pulumi up/, "again"],
];
