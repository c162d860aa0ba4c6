import * as pulumi from "@pulumi/pulumi";
import { checkIntents, type Finding } from "./check";
import { readIntents } from "./form";
import type { IntentBody, IntentOptions } from "./types";
import { z } from "zod";
import { type EndValue, endsOf, resourcesIn } from "./ends";
import type { Model } from "./model";
import { partOfProgram, registeredResources } from "./program";

export type { IntentBody, IntentOptions, IntentTraffic } from "./types";
export type { End, EndValue, GroupInfo } from "./ends";

/** What must never be open. */
export interface NeverIntent extends IntentBody {
  /** Who opens the connection; several are meant each separately. */
  from: EndValue | readonly EndValue[];
  /** Where it goes to; several are meant each separately. */
  to: EndValue | readonly EndValue[];
  /**
   * Whether ways over other groups count: a host that reaches one of their servers, on whatever port, may continue from there.
   * @default false: only what `from` opens itself
   */
  indirect?: boolean;
}

/** What must always be open: all of it. */
export interface AlwaysIntent extends IntentBody {
  /** Who opens the connection; several are meant each separately. */
  from: EndValue | readonly EndValue[];
  /** Where it goes to; several are meant each separately. */
  to: EndValue | readonly EndValue[];
}

/** What a program means by all of its groups together. */
export interface Intents extends IntentOptions {
  /** What must never be open, not even a part of it. @default nothing */
  never?: readonly NeverIntent[];
  /** What must always be open, all of it. @default nothing */
  always?: readonly AlwaysIntent[];
}

/**
 * Checks what the groups of a program, of both clouds, let through together. A broken intent fails the preview, so that
 * `pulumi up` writes nothing; no resource waits for that.
 *
 * @example
 * intents({
 *   never: [{ from: "world", to: database }],
 *   always: [{ from: app, to: database, service: "postgresql" }],
 * });
 */
export function intents(given: Intents): void {
  const read = readOrRefuse(given);
  partOfProgram(async () => {
    const resources = await registeredResources(
      read.flatMap(({ from, to }) => [...resourcesIn(from), ...resourcesIn(to)]),
    );
    const { intents: found, models } = await endsOf(read, resources);
    const findings = checkIntents(found, models);
    for (const { text } of findings.filter(({ level }) => level === "warn"))
      await pulumi.log.warn(`intents: ${sentence(text)}`);
    const errors = findings.filter(({ level }) => level === "error");
    if (errors.length > 0) throw new pulumi.RunError(failureText(errors, models.usual));
  });
}

/** What an end is shows when outputs are known. Only what is nothing at all is refused before. */
const anyEnd = z.custom<EndValue>(
  (end) => (typeof end === "string" && end !== "") || (typeof end === "object" && end !== null),
  'write "world", a network, a group, a component or a server',
);

function readOrRefuse(given: Intents) {
  try {
    return readIntents(given, anyEnd);
  } catch (error) {
    throw new pulumi.RunError(`intents: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const sentence = (text: string) => `${text}.`;

function failureText(errors: readonly Finding[], { groups }: Model): string {
  const texts = errors.map(({ text }) => text);
  const list =
    texts.length === 1
      ? `intents: ${texts.join("")}`
      : `intents: ${texts.length} do not hold:\n  ${texts.join("\n  ")}`;
  if (pulumi.runtime.isDryRun()) return list;
  const titles = groups.map(({ title }) => title).join(", ");
  return `${list}\nWhat this update shows as created or updated is written, of ${titles}: change the program and run pulumi up again`;
}
