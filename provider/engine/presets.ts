import * as pulumi from "@pulumi/pulumi";
import { ELEMENT_REMEDY, lackOf } from "../rules/values";
import { didYouMean } from "../text/nearest";
import { quoted } from "../text/printable";
import { isFirstInRun } from "./installation";

/** A function that makes rules. */
type Preset<Args, Rules> = (args?: Args) => Rules;

/** Arguments without a field that may be undefined: as a source or a destination that would be anywhere. */
type Given<Given, Args> = {
  [Field in keyof Given]: Field extends "from" | "to"
    ? object extends Pick<Given, Field>
      ? Given[Field]
      : undefined extends Given[Field]
        ? "may be undefined, which is refused: write ?? anywhere if that is meant"
        : Given[Field]
    : Field extends keyof Args
      ? Given[Field]
      : never;
};

/** Presets that refuse arguments that are empty by accident, also at compile time if the types allow it. */
export type StrictPresets<Presets> = {
  readonly [Name in keyof Presets]: Presets[Name] extends Preset<infer Args, infer Rules>
    ? <Some extends Args>(args?: Some & Given<Some, Args>) => Rules
    : never;
};

/**
 * The presets of a cloud, which refuse what would open more than is meant: a source that is empty, a misspelled argument.
 * @param fieldsOf the arguments that a preset has, by its name
 */
export function strictPresets<Presets extends Readonly<Record<string, Preset<never, unknown>>>>(
  presets: Presets,
  fieldsOf: (name: string) => readonly string[],
): StrictPresets<Presets> {
  const strict = Object.entries(presets).map(([name, preset]) => [
    name,
    (...given: readonly [args?: never]) => {
      requireArguments(`allow.${name}`, given[0], fieldsOf(name));
      return preset(...given);
    },
  ]);
  return Object.fromEntries(strict) as StrictPresets<Presets>;
}

const ENDS = ["from", "to"];

/** @throws {pulumi.RunError} with the preset, the argument and what to do */
function requireArguments(preset: string, args: unknown, fields: readonly string[]): void {
  if (args === undefined) return;
  const refuse = (problem: string): never => {
    throw new pulumi.RunError(`${preset}: ${problem}`);
  };
  if (typeof args !== "object" || args === null || Array.isArray(args)) {
    refuse(`${quoted(args)} are not arguments: write ${preset}({ from: "203.0.113.0/24" })`);
  }
  const given = new Map(Object.entries({ ...(args as object) }));
  for (const field of given.keys()) {
    if (fields.includes(field)) continue;
    refuse(`there is no argument ${field}: ${didYouMean(field, fields, `there are ${fields.join(", ")}`)}`);
  }
  const ends = ENDS.filter((end) => given.has(end));
  for (const end of ends) {
    const lack = lackOf(given.get(end));
    // With the other end only its rules are made.
    const isSaid = ends.some((other) => other !== end && lackOf(given.get(other)) === undefined);
    if (lack !== undefined && !isSaid) {
      refuse(`${end} ${lack}: set it, or write ${end}: anywhere if that is meant`);
    }
    const peers: unknown = given.get(end);
    if (!Array.isArray(peers)) continue;
    peers.forEach((peer: unknown, position) => {
      const missing = lackOf(peer);
      if (missing !== undefined) refuse(`${end}[${position}] ${missing}: ${ELEMENT_REMEDY}`);
    });
    if (peers.length === 0 && isFirstInRun(`${preset} without ${end}`)) {
      void pulumi.log.warn(`${preset}: ${end} is an empty list, so it makes no rule`);
    }
  }
}
