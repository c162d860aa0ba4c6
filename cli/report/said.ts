import type { Diagnostic, Step } from "./preview";

/** What the lines of a preview say about one resource. */
export interface Said {
  /** What opens and closes, in the words of the preview; undefined where it has no such line. */
  readonly opens?: string;
  readonly closes?: string;
  /** `gap-free`, `not gap-free: …`, `gap-free if …`; empty where it says nothing of that. */
  readonly verdict: string;
  /** What may open or close. */
  readonly perhaps: readonly string[];
  /** Adoption and everything else that it says. */
  readonly others: readonly string[];
  readonly warnings: readonly string[];
  readonly errors: readonly string[];
}

/** Lines of resources, and the errors and warnings that are about none. */
export interface AllSaid {
  readonly of: (step: Step) => Said;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** Assigns each line to its resource: dynamic resources print without saying which one they are. */
export function whatIsSaid(diagnostics: readonly Diagnostic[], steps: readonly Step[]): AllSaid {
  const lines = new Map<string, Diagnostic[]>();
  const errors: string[] = [];
  const warnings: string[] = [];
  for (const one of diagnostics) {
    const step = steps.find(({ urn }) => urn === one.urn) ?? steps.find((some) => isAbout(one.text, some));
    if (step !== undefined) lines.set(step.urn, [...(lines.get(step.urn) ?? []), one]);
    else if (one.severity === "error") errors.push(withoutLevel(one.text));
    else if (isWarning(one)) warnings.push(withoutLevel(one.text));
  }
  return {
    of: (step) => saidOf(lines.get(step.urn) ?? [], namesOf(step)),
    errors: [...new Set(errors)],
    warnings: [...new Set(warnings)],
  };
}

const namesOf = ({ title, old, new: coming }: Step): readonly string[] =>
  [title, old?.inputs["name"], coming?.inputs["name"]].filter((name) => typeof name === "string");

const isAbout = (text: string, step: Step) =>
  namesOf(step).some((name) => text.startsWith(`${name}: `) || text.includes(` "${name}": `));

const withoutLevel = (text: string) => text.replace(/^(?:warning|error): /, "");

const isWarning = ({ severity, text }: Diagnostic) =>
  severity === "warning" || /^(?:.+?: )?warning: /.test(text);

function saidOf(lines: readonly Diagnostic[], names: readonly string[]): Said {
  const own = (text: string) => {
    const plain = withoutLevel(text);
    const name = names.find((one) => plain.startsWith(`${one}: `));
    return withoutLevel(name === undefined ? plain : plain.slice(name.length + 2));
  };
  const errors = lines.filter(({ severity }) => severity === "error").map(({ text }) => own(text));
  const others = lines.filter(({ severity }) => severity !== "error");
  const warnings = others.filter(isWarning).map(({ text }) => own(text));
  const clauses = others.filter((one) => !isWarning(one)).flatMap(({ text }) => own(text).split("; "));
  const after = (word: string) => clauses.find((clause) => clause.startsWith(word))?.slice(word.length);
  const [opens, closes] = [after("opens "), after("closes ")];
  const verdict = clauses.find((clause) => /^(?:not )?gap-free\b/.test(clause)) ?? "";
  const perhaps = clauses.filter((clause) => /^may (?:open|close) /.test(clause));
  const used = /^(?:opens|closes|may open|may close) |^(?:not )?gap-free\b/;
  return {
    ...(opens !== undefined && { opens }),
    ...(closes !== undefined && { closes }),
    verdict,
    perhaps,
    others: clauses.filter((clause) => !used.test(clause)),
    warnings,
    errors,
  };
}
