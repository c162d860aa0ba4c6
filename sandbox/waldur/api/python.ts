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
