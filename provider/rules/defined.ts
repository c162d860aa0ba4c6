/** Without the fields that are undefined, which a program could hand on as values that are empty. */
export function defined<T extends object>(fields: T): T {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as T;
}
