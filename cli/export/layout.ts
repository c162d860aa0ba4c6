import { inJavaScript } from "./ascii";

/** A piece of a program in TypeScript. What is expanded takes a line for each field or element, everything else one line. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "object"; readonly fields: readonly Field[]; readonly expanded: boolean }
  | { readonly kind: "array"; readonly elements: readonly Piece[]; readonly expanded: boolean }
  | { readonly kind: "call"; readonly callee: string; readonly args: readonly Piece[] };

/** A field of an object; without a value it is the variable of its name. */
export type Field = readonly [name: string, value?: Piece];

export const text = (value: string): Piece => ({ kind: "text", text: value });
export const call = (callee: string, ...args: Piece[]): Piece => ({ kind: "call", callee, args });
export const array = (elements: readonly Piece[], { expanded = false } = {}): Piece => ({
  kind: "array",
  elements,
  expanded,
});
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
  return text((doubles ?? 0) > (singles ?? 0) ? inSingle : `"${escaped}"`);
}

/** A piece as a program has it. @param indent spaces before the line that it begins on */
export function print(piece: Piece, indent = 0): string {
  switch (piece.kind) {
    case "text":
      return piece.text;
    case "call":
      return `${piece.callee}(${piece.args.map((arg) => print(arg, indent)).join(", ")})`;
    case "object": {
      const inner = piece.expanded ? indent + 2 : indent;
      const fields = piece.fields.map(([name, value]) =>
        value === undefined ? name : `${name}: ${print(value, inner)}`,
      );
      if (piece.expanded) return lines("{", fields, "}", indent);
      return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
    }
    case "array": {
      const elements = piece.elements.map((one) => print(one, piece.expanded ? indent + 2 : indent));
      return piece.expanded ? lines("[", elements, "]", indent) : `[${elements.join(", ")}]`;
    }
  }
}

function lines(begin: string, parts: readonly string[], end: string, indent: number): string {
  const pad = " ".repeat(indent);
  if (parts.length === 0) return begin + end;
  return [begin, ...parts.map((part) => `${pad}  ${part},`), pad + end].join("\n");
}
