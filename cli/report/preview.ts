import { z } from "zod";
import { SecurityGroupsError } from "../../provider/errors";
import { type HandlerName, handlerOf } from "../../provider/kit/resource-types";
import { nameInUrn, typeInUrn } from "../../provider/kit/program-context";
import { nameText } from "../../provider/text/printable";

/** What a preview would do to one resource of this package. */
export interface Step {
  /** As Pulumi calls it: `create`, `update`, `same`, `delete-replaced`. */
  readonly op: string;
  readonly urn: string;
  readonly handler: HandlerName;
  /** What the program calls it. */
  readonly title: string;
  readonly old: ResourceState | undefined;
  readonly new: ResourceState | undefined;
}

export interface ResourceState {
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** What somebody said during a preview. */
export interface Diagnostic {
  /** Of the resource that it is about; empty where Pulumi does not say. */
  readonly urn: string;
  readonly severity: string;
  readonly text: string;
}

export interface Preview {
  /** Name of the stack; empty where nothing shows it. */
  readonly stack: string;
  readonly steps: readonly Step[];
  readonly diagnostics: readonly Diagnostic[];
  /** What policies have found. */
  readonly violations: readonly Violation[];
}

/** What a policy has found. */
export interface Violation {
  /** Its name. */
  readonly policy: string;
  readonly text: string;
}

const properties = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((one) => one ?? {});
const state = z
  .looseObject({ id: z.string().nullish(), inputs: properties, outputs: properties })
  .nullish()
  .transform((one) => (one ? { ...one, id: one.id ?? "" } : undefined));
const diagnostic = z.looseObject({
  urn: z.string().default(""),
  message: z.string(),
  severity: z.string().default("info"),
});
const document = z.looseObject({
  steps: z
    .array(z.looseObject({ op: z.string(), urn: z.string(), oldState: state, newState: state }))
    .default([]),
  diagnostics: z.array(diagnostic).default([]),
});
const event = z.looseObject({
  resourcePreEvent: z
    .looseObject({
      metadata: z.looseObject({ op: z.string(), urn: z.string(), old: state, new: state }),
    })
    .optional(),
  diagnosticEvent: diagnostic.optional(),
  policyEvent: z.looseObject({ policyName: z.string(), message: z.string() }).optional(),
});

/**
 * What `pulumi preview --json` has printed, or the events of an engine, one a line, as with
 * `PULUMI_ENABLE_STREAMING_JSON_PREVIEW` and `--event-log`.
 * @throws {SecurityGroupsError} where it is neither
 */
export function readPreview(text: string): Preview {
  const { steps, diagnostics, violations } = partsOf(text);
  const urns = steps.map(({ urn }) => urn);
  return {
    stack: urns[0]?.split("::")[0]?.replace("urn:pulumi:", "") ?? "",
    steps: steps.flatMap(({ op, urn, old, new: coming }) => {
      const handler = handlerOf(typeInUrn(urn));
      if (handler === undefined) return [];
      return { op, urn, handler, title: nameText(nameInUrn(urn)), old, new: coming };
    }),
    diagnostics: diagnostics.flatMap(({ urn, message, severity }) => {
      const said = message.replace(/<\{%.*?%\}>/g, "").trim();
      return said === "" || severity === "debug" ? [] : { urn, severity, text: said };
    }),
    violations,
  };
}

const NEITHER =
  "this is not the output of pulumi preview --json: run pulumi preview --json > preview.json, and name that file";

interface Parts {
  readonly steps: readonly Pick<Step, "op" | "urn" | "old" | "new">[];
  readonly diagnostics: readonly z.output<typeof diagnostic>[];
  readonly violations: readonly Violation[];
}

function partsOf(text: string): Parts {
  const whole = jsonIn(text);
  const found = document.safeParse(whole);
  if (found.success && isDocument(whole)) {
    const { steps, diagnostics } = found.data;
    return {
      steps: steps.map(({ op, urn, oldState, newState }) => ({ op, urn, old: oldState, new: newState })),
      diagnostics,
      violations: [],
    };
  }
  const lines = text.split("\n").filter((line) => line.startsWith("{"));
  const events = lines.flatMap((line) => {
    const { success, data } = event.safeParse(jsonIn(line));
    return success ? [data] : [];
  });
  const steps = events.flatMap(({ resourcePreEvent: one }) => one?.metadata ?? []);
  if (steps.length === 0) throw new SecurityGroupsError(NEITHER);
  return {
    steps,
    diagnostics: events.flatMap(({ diagnosticEvent: one }) => one ?? []),
    violations: events.flatMap(({ policyEvent: one }) =>
      one === undefined ? [] : { policy: one.policyName, text: firstLine(one.message) },
    ),
  };
}

/** A policy's description comes before what it has found, on lines of their own. */
const firstLine = (text: string) =>
  text
    .replace(/<\{%.*?%\}>/g, "")
    .trim()
    .split("\n")
    .at(-1)
    ?.trim() ?? "";

const isDocument = (value: unknown) =>
  typeof value === "object" && value !== null && ("steps" in value || "changeSummary" in value);

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
