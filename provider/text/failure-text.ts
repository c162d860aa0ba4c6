import { nameText } from "./printable";

/** Why something failed. */
export interface Reason {
  cause: string;
  /** A sentence that says what to do about it. */
  remedy?: string | undefined;
}

/** What went wrong, part by part. */
export interface Failure extends Reason {
  /** What was being done: `create`, `update`, `refresh`, `import`, `delete`. */
  operation: string;
  /** The kind of resource: `security group`, `firewall group`. */
  kind: string;
  name: string;
}

/** One sentence and the remedy: `create security group "web": the name is taken. Set adopt to adopt …`. */
export function failureText({ operation, kind, name, cause, remedy }: Failure): string {
  return `${operation} ${kind} "${nameText(name)}": ${causeText({ cause, remedy })}`;
}

/** Why something failed and what to do about it. */
export function causeText({ cause, remedy }: Reason): string {
  return [sentence(cause), remedy].filter(Boolean).join(" ");
}

/** The text with a full stop at its end, and only one. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text.trimEnd()) ? text.trimEnd() : `${text.trimEnd()}.`;
}
