/** `tenant_uuid` as `tenantUuid`. */
export type CamelCase<Name extends string> = Name extends `${infer First}_${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name;

/** An object of the wire with its fields' names as programs write them. */
export type CamelCased<T> = { [Name in keyof T & string as CamelCase<Name>]: T[Name] };

/** Renames the fields of the top level. */
export function camelCased<T extends object>(wire: T): CamelCased<T> {
  const renamed = Object.entries(wire).map(([name, value]) => [camelCase(name), value as unknown] as const);
  return Object.fromEntries(renamed) as CamelCased<T>;
}

export function camelCase(name: string): string {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
