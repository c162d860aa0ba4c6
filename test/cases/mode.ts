import type { Provider } from "../provider/managed-resource";
import type { Props } from "../provider/managed-resource";
import type { ResourceInCase, ResourceType } from "./case";

/** What a program of a case says about one resource. */
export interface Declared extends ResourceInCase {
  readonly name: string;
}

/** By which way the engine comes to the handlers. */
export interface Mode {
  readonly kind: "class" | "plugin";
  /** A provider as the engine calls it. */
  readonly providers: Readonly<Record<ResourceType, Provider>>;
  /** Begins a command of Pulumi. */
  begin(): Promise<void>;
  /**
   * What the engine gets of a resource.
   * @param ids of the resources that exist, by their names
   * @param preview whether what does not exist is not known yet
   */
  registered(one: Declared, ids: ReadonlyMap<string, string>, preview: boolean): Promise<Props>;
}

const REFERENCE = "@ref ";

/** Arguments with each `@ref NAME` replaced. */
export function withReferences(value: unknown, target: (name: string) => unknown): unknown {
  if (typeof value === "string" && value.startsWith(REFERENCE)) return target(value.slice(REFERENCE.length));
  if (Array.isArray(value)) return value.map((one) => withReferences(one, target));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withReferences(one, target)]));
}
