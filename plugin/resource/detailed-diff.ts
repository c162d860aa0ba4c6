import { isDeepStrictEqual } from "node:util";
import { PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import type { Props } from "../../provider/kit/handlers";

const { ADD, DELETE, UPDATE } = PropertyDiff.Kind;

/** A change of a property, by its path: `rules["ingress IPv4 tcp 443 from 0.0.0.0/0"].description`. */
export type Changes = ReadonlyMap<string, PropertyDiff.Kind>;

/**
 * What differs between two values, down to the last field. Maps that are keyed by meaning, as rules are, show just what
 * was added and removed.
 */
export function changesBetween(path: string, old: unknown, wanted: unknown): [string, PropertyDiff.Kind][] {
  if (isDeepStrictEqual(old, wanted)) return [];
  if (old === undefined) return [[path, ADD]];
  if (wanted === undefined) return [[path, DELETE]];
  const [before, after] = [partsOf(old), partsOf(wanted)];
  if (before === undefined || after === undefined || Array.isArray(old) !== Array.isArray(wanted)) {
    return [[path, UPDATE]];
  }
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  const step = Array.isArray(old) ? (key: string) => `[${key}]` : stepTo;
  return [...keys].flatMap((key) => changesBetween(path + step(key), before[key], after[key]));
}

/** Fields, or items by their positions; undefined for what has no parts. */
function partsOf(value: unknown): Props | undefined {
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined))
    : undefined;
}

const stepTo = (key: string) =>
  /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `["${key.replaceAll('"', '\\"')}"]`;
