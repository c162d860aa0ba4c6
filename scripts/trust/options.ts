import { parseArgs } from "node:util";

/** How long all chapters may take together, in minutes. */
const MINUTES = 240;

export interface Options {
  /** The chapters that are named; all, where none is. */
  readonly chapters: readonly string[];
  readonly minutes: number;
  /** Only the cases with this in their names. */
  readonly only: string;
  /** Forgets what has been tried before. */
  readonly anew: boolean;
}

/** @throws Error with what is wrong with the arguments */
export function readOptions(args: readonly string[], known: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      minutes: { type: "string", default: String(MINUTES) },
      only: { type: "string", default: "" },
      anew: { type: "boolean", default: false },
    },
  });
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new Error("--minutes takes a number, such as --minutes 30");
  const stranger = positionals.find((name) => !known.includes(name));
  if (stranger !== undefined) throw new Error(`no chapter ${stranger}: there are ${known.join(", ")}`);
  const chapters = positionals.length > 0 ? positionals : known;
  return { chapters, minutes, only: values.only, anew: values.anew };
}
