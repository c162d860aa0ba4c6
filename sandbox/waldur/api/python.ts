/** The name of a JSON value's type as Python has it, for messages that quote it. */
export function pythonType(value: unknown): string {
  if (value === null) return "NoneType";
  if (Array.isArray(value)) return "list";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  const names: Partial<Record<string, string>> = { string: "str", boolean: "bool", object: "dict" };
  return names[typeof value] ?? typeof value;
}

/** A JSON value as Python prints it. */
export function pythonText(value: unknown): string {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What Python's decoder says of a text that JSON.parse refused. */
export function pythonJsonError(text: string, error: SyntaxError): string {
  const position = Number(/position (\d+)/.exec(error.message)?.[1] ?? text.length);
  const before = text.slice(0, position);
  const line = before.split("\n").length;
  const column = position - before.lastIndexOf("\n");
  return `${expectation(before.trimEnd())}: line ${line} column ${column} (char ${position})`;
}

function expectation(before: string): string {
  if (/[{]$/.test(before)) return "Expecting property name enclosed in double quotes";
  if (/(^|[[:,])$/.test(before)) return "Expecting value";
  if (/[{,]\s*"[^"]*"$/.test(before)) return "Expecting ':' delimiter";
  return "Expecting ',' delimiter";
}
