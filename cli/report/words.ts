import { counted } from "../counted";
import { type Change, type Level, levels, type Report } from "./model";

/** `3 changes (1 opens to the world, 2 closes)`; the first line of every form. */
export function headline({ changes, errors }: Report): string {
  const kinds = (Object.keys(levels) as Level[]).flatMap((level) => {
    const count = changes.filter((change) => change.level === level).length;
    return count === 0 ? [] : [`${count} ${levels[level]}`];
  });
  const changed = `${counted(changes.length, "change")} (${kinds.join(", ")})`;
  if (errors.length === 0) return changes.length === 0 ? "nothing changes" : changed;
  return [counted(errors.length, "error"), ...(changes.length === 0 ? [] : [changed])].join("; ");
}

/** What the heading calls the report. */
export const titleOf = ({ stack }: Report) => `Security groups${stack === "" ? "" : ` of ${stack}`}`;

/** How a change goes: whether it is gap-free, what may happen, adoption and other statements. */
export const howOf = ({ verdict, perhaps, others, errors }: Change): string[] => [
  ...errors,
  ...others,
  ...perhaps,
  ...(verdict === "" ? [] : [verdict]),
];

/** Whether a reviewer should see what a change does at first sight. */
export const isBad = ({ level }: Change): boolean =>
  level === "refused" || level === "risky" || level === "world";

/** All warnings, each with the group that it is about, if it is about one. */
export const warningsOf = ({ changes, warnings: others }: Report): string[] => [
  ...changes.flatMap(({ title, warnings }) => warnings.map((text) => `${title}: ${text}`)),
  ...others,
];

/** `Intents: 2 of 30 do not hold`, and each that does not. Nothing where none were checked. */
export function intentLines({ intents }: Report): {
  readonly title: string;
  readonly lines: readonly string[];
} {
  if (intents === undefined) return { title: "", lines: [] };
  const { total, lines } = intents;
  const broken = lines.filter(({ state }) => state === "broken").length;
  const unknown = lines.length - broken;
  const counts = [
    ...(broken > 0 ? [`${broken} broken`] : []),
    ...(unknown > 0 ? [`${unknown} not known`] : []),
    ...(total === undefined ? [] : [`${Math.max(0, total - lines.length)} of ${total} hold`]),
  ];
  return {
    title: `Intents: ${counts.join(", ")}`,
    lines: lines.map(({ state, level, text }) => {
      const word = state === "unknown" ? "not known" : "broken";
      return `${word}${level === "warn" && state === "broken" ? ", only a warning" : ""}: ${text}`;
    }),
  };
}

/** Whether a report is about something that must not be. */
export const isRefused = ({ errors, changes, intents }: Report): boolean =>
  errors.length > 0 ||
  changes.some((change) => change.errors.length > 0) ||
  intents?.lines.some(({ level }) => level === "error") === true;

/** What a report says where rules are secret. */
export const SECRET_RULES = "its rules are secret";
