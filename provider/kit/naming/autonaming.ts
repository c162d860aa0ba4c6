import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { z } from "zod";

/**
 * How a resource gets its name where the program gives none, as Pulumi's own setting `pulumi:autonaming` says for it:
 * `verbatim` is the resource's own name, which is the default here; `disabled` asks for a name; a pattern makes one.
 */
export const autonaming = z.union([
  z.object({ mode: z.enum(["verbatim", "disabled"]) }),
  z.object({
    /** With the project, stack and configuration put in already. */
    pattern: z.string(),
  }),
]);
export type Autonaming = z.output<typeof autonaming>;

/** Names that stay the same at every check. */
export function isRandom({ pattern = "" }: { pattern?: string }): boolean {
  return RANDOM.some(([expression]) => pattern.search(expression) !== -1);
}

/** The name that a pattern makes: `${name}-${hex(4)}`. Random parts differ each time. */
export function nameFrom(pattern: string, logicalName: string): string {
  const named = pattern.replaceAll("${name}", logicalName);
  return RANDOM.reduce(
    (text, [expression, draw]) => text.replace(expression, (_, length: string) => draw(Number(length))),
    named,
  );
}

const drawn = (letters: string) => (length: number) =>
  Array.from({ length }, () => letters[randomInt(letters.length)]).join("");

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** Pulumi's expressions, with what they stand for. */
const RANDOM: readonly (readonly [RegExp, (length: number) => string])[] = [
  [/\$\{hex\((\d+)\)\}/g, (length) => randomBytes(length).toString("hex").slice(0, length)],
  [/\$\{alphanum\((\d+)\)\}/g, drawn(`${LETTERS}0123456789`)],
  [/\$\{string\((\d+)\)\}/g, drawn(LETTERS)],
  [/\$\{num\((\d+)\)\}/g, drawn("0123456789")],
  [/\$\{uuid()\}/g, () => randomUUID()],
];
