import { parseArgs } from "node:util";

/** How long all chapters may take together, in minutes. */
const MINUTES = 240;

export interface Options {
  /** The chapters that are named; all, where none is. */
  readonly chapters: readonly string[];
  readonly minutes: number;
  /** Only the cases with this in their names. */
  readonly only: string;
  /** Which share of the cases, of how many that are tried side by side. */
  readonly part: Part;
  /** Forgets what has been tried before. */
  readonly restart: boolean;
}

export interface Part {
  /** From 1. */
  readonly nth: number;
  readonly of: number;
}

/** @throws Error with what is wrong with the arguments */
export function readOptions(args: readonly string[], known: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      minutes: { type: "string", default: String(MINUTES) },
      only: { type: "string", default: "" },
      part: { type: "string", default: "1/1" },
      restart: { type: "boolean", default: false },
    },
  });
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new Error("--minutes takes a number, such as --minutes 30");
  const [nth = 0, of = 0] = values.part.split("/").map(Number);
  if (!(Number.isInteger(nth) && Number.isInteger(of) && nth >= 1 && nth <= of))
    throw new Error("--part takes a share, such as --part 1/2 in one shell and --part 2/2 in another");
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`no chapter ${unknown}: there are ${known.join(", ")}`);
  const chapters = positionals.length > 0 ? positionals : known;
  return { chapters, minutes, only: values.only, part: { nth, of }, restart: values.restart };
}
