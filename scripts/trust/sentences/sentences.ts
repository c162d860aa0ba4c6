import { type GroupOf, type Phrase, readPhrase, Unreadable } from "./judge/phrases";
import type { ChangeClaims } from "./judge/change";
import type { AnswerClaims } from "./judge/answer";

/** What a line says about a change of rules, and of the way there. */
export interface ChangeLine extends ChangeClaims {
  /** Undefined where it says nothing of it. */
  readonly gapFree: boolean | undefined;
}

const CUT = / and \d+ more$/;

/** `opens tcp 443 from anywhere; closes nothing; gap-free`; undefined where it is no such line. */
export function readChange(text: string, groupOf: GroupOf): ChangeLine | undefined {
  const parts = text.split("; ");
  const isChange = parts.some((part) => /^(opens|closes) /.test(part));
  if (!isChange) return undefined;
  const line = {
    opens: [] as Phrase[],
    closes: [] as Phrase[],
    mayOpen: [] as Phrase[],
    mayClose: [] as Phrase[],
  };
  let gapFree: boolean | undefined;
  let isCut = false;
  for (const part of parts) {
    const [, word, rest = ""] = /^(opens|closes|may open|may close) (.*)$/.exec(part) ?? [];
    if (word !== undefined) {
      const { phrases, cut } = readPhrases(rest.replace(/, as .*$/, ""), groupOf);
      isCut ||= cut;
      const list = {
        opens: "opens",
        closes: "closes",
        "may open": "mayOpen",
        "may close": "mayClose",
      } as const;
      line[list[word as keyof typeof list]].push(...phrases);
    } else if (/^gap-free/.test(part)) gapFree = true;
    else if (/^not gap-free: /.test(part)) gapFree = false;
    else if (gapFree === undefined) throw new Unreadable(`part of a change: ${part}`);
  }
  return { ...line, gapFree, isCut };
}

/** Who made a change, and when, as Waldur's events have it. */
const AUTHORS = / \((?:in OpenStack, found )?by .* UTC\)$/;

/** `drifted: opened …; closed …`, after the name of the group; who did it is not judged. */
export function readDrift(text: string, groupOf: GroupOf): ChangeClaims | undefined {
  const [, said] = /^drifted: (.*)$/.exec(text) ?? [];
  if (said === undefined) return undefined;
  const rest = said.replace(AUTHORS, "");
  const none: ChangeClaims = { opens: [], closes: [], mayOpen: [], mayClose: [], isCut: false };
  if (rest === "other rules allow the same traffic") return none;
  const words = rest
    .split("; ")
    .map((part) => part.replace(/^opened /, "opens ").replace(/^closed /, "closes "))
    .map((part) => part.replace(/^may have opened /, "may open ").replace(/^may have closed /, "may close "));
  return readChange(["opens nothing", ...words].join("; "), groupOf);
}

function readPhrases(text: string, groupOf: GroupOf): { phrases: Phrase[]; cut: boolean } {
  if (text === "nothing") return { phrases: [], cut: false };
  // The last "and" of a list that is cut belongs to it; those in brackets to what they say.
  const cut = CUT.test(text);
  const items = text.replace(CUT, "").split(/ and (?![^()]*\))/);
  const known = items.filter(
    (item) => !/^what .* allows, which is not known$| \(new\)(?: over IPv[46])?$/.test(item),
  );
  return { phrases: known.map((item) => readPhrase(item, groupOf)), cut };
}

const verdicts = {
  allowed: "all",
  "allowed in part": "part",
  "not allowed": "nothing",
  "not known": "unknown",
} as const;

/** What `explain` prints: a line with the verdict, and lines with what is allowed and what is not. */
export function readAnswer(text: string, groupOf: GroupOf): AnswerClaims {
  const [head = "", ...lines] = text.trimEnd().split("\n");
  const [, word = "", asked = ""] =
    /: (allowed in part|allowed|not allowed|not known)(?:, if the firewall is on)?: (.*)/.exec(head) ?? [];
  if (!(word in verdicts)) throw new Unreadable(`no verdict: ${head}`);
  const lists = readLists(lines, groupOf);
  const allowed = word === "allowed" ? readPhrases(asked, groupOf).phrases : lists.allowed;
  return { verdict: verdicts[word as keyof typeof verdicts], ...lists, allowed };
}

/** What the message of a matcher says after what was expected. */
export function readLists(lines: readonly string[], groupOf: GroupOf): Omit<AnswerClaims, "verdict"> {
  const lists = { allowed: [] as Phrase[], notKnown: [] as Phrase[], notAllowed: [] as Phrase[] };
  for (const line of lines) {
    const [, title, rest = ""] = /^(Allowed|Not known|Not allowed): (.*)$/.exec(line) ?? [];
    const list = { Allowed: lists.allowed, "Not known": lists.notKnown, "Not allowed": lists.notAllowed }[
      title ?? ""
    ];
    if (list) list.push(...rest.split("; ").map((phrase) => readPhrase(phrase, groupOf)));
    else if (!/^( {2}|$|No rule allows anything of it\.)/.test(line))
      throw new Unreadable(`line of an answer: ${line}`);
  }
  return lists;
}
