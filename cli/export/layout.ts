import { inJavaScript } from "./ascii";

/** A piece of a program in TypeScript. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "string"; readonly text: string }
  /** `expanded` objects take a line for each field, however short they are. */
  | { readonly kind: "object"; readonly fields: readonly Field[]; readonly expanded: boolean }
  | { readonly kind: "array"; readonly elements: readonly Piece[] }
  | { readonly kind: "call"; readonly callee: string; readonly args: readonly Piece[] };

/** A field of an object; without a value it is the variable of its name. */
export type Field = readonly [name: string, value?: Piece];

export const text = (value: string): Piece => ({ kind: "text", text: value });
export const call = (callee: string, ...args: Piece[]): Piece => ({ kind: "call", callee, args });
export const array = (elements: readonly Piece[]): Piece => ({ kind: "array", elements });
export const object = (fields: readonly Field[], { expanded = false } = {}): Piece => ({
  kind: "object",
  fields,
  expanded,
});

/** A string in the quotes that need fewer escapes, double ones where both need as many. */
export function string(value: string): Piece {
  const escaped = inJavaScript(JSON.stringify(value.toWellFormed()).slice(1, -1));
  const [doubles, singles] = [/"/g, /'/g].map((quote) => value.match(quote)?.length ?? 0);
  const inSingle = `'${escaped.replace(/\\"/g, '"').replace(/'/g, "\\'")}'`;
  return { kind: "string", text: (doubles ?? 0) > (singles ?? 0) ? inSingle : `"${escaped}"` };
}

/** How a line may be, as prettier has it by default. */
const WIDTH = 80;
/** A name of at most this length has its value on the same line. */
const SHORT_NAME = 4;

/**
 * A piece as prettier would print it with its defaults.
 * @param indent of the line that it begins on
 * @param used columns of that line that are taken
 * @param after columns that follow it
 */
export function print(piece: Piece, indent = 0, used = indent, after = 0): string {
  const line = flat(piece);
  if (line !== undefined && used + line.length + after <= WIDTH) return line;
  switch (piece.kind) {
    case "text":
    case "string":
      return piece.text;
    case "object":
      return lines(
        "{",
        piece.fields.map((field) => printField(field, indent + 2)),
        "}",
        indent,
      );
    case "array":
      return lines(
        "[",
        piece.elements.map((one) => print(one, indent + 2, indent + 2, 1)),
        "]",
        indent,
      );
    case "call": {
      const others = piece.args.slice(0, -1);
      const last = piece.args.at(-1);
      // A last object or array begins on the line of the call, unless another one comes before it.
      if (last !== undefined && isList(last) && !others.some(isList)) {
        const begin = `${piece.callee}(${others.map((one) => `${flat(one)}, `).join("")}`;
        if (used + begin.length + 1 <= WIDTH) return `${begin}${print(last, indent, WIDTH, 0)})`;
      }
      const args = piece.args.map((arg) => print(arg, indent + 2, indent + 2, 1));
      return lines(`${piece.callee}(`, args, ")", indent);
    }
  }
}

const isList = ({ kind }: Piece) => kind === "object" || kind === "array";

function lines(begin: string, parts: readonly string[], end: string, indent: number): string {
  const pad = " ".repeat(indent);
  if (parts.length === 0) return begin + end;
  return [begin, ...parts.map((part) => `${pad}  ${part},`), pad + end].join("\n");
}

function printField([name, value]: Field, indent: number): string {
  if (value === undefined) return name;
  const used = indent + name.length + 2;
  const isLong = value.kind === "string" && used + value.text.length + 1 > WIDTH;
  if (isLong && name.length > SHORT_NAME) return `${name}:\n${" ".repeat(indent + 2)}${value.text}`;
  return `${name}: ${print(value, indent, used, 1)}`;
}

/** The piece in one line; undefined where it takes several whatever its width. */
function flat(piece: Piece): string | undefined {
  switch (piece.kind) {
    case "text":
    case "string":
      return piece.text;
    case "object": {
      if (piece.expanded && piece.fields.length > 0) return undefined;
      const fields = piece.fields.map(([name, value]) => {
        const shown = value === undefined ? undefined : flat(value);
        return value === undefined ? name : shown && `${name}: ${shown}`;
      });
      return joined(fields, "{ ", " }", "{}");
    }
    case "array":
      return isTable(piece.elements) ? undefined : joined(piece.elements.map(flat), "[", "]", "[]");
    case "call":
      return joined(piece.args.map(flat), `${piece.callee}(`, ")", `${piece.callee}()`);
  }
}

function joined(
  parts: readonly (string | undefined)[],
  begin: string,
  end: string,
  empty: string,
): string | undefined {
  if (parts.some((part) => part === undefined)) return undefined;
  return parts.length === 0 ? empty : begin + parts.join(", ") + end;
}

/** Several objects with several fields each get a line each. */
const isTable = (elements: readonly Piece[]) =>
  elements.length > 1 && elements.every((one) => one.kind === "object" && one.fields.length > 1);
