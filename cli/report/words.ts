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

/** The warnings about all groups, each with the group that it is about. */
export const warningsOf = ({ changes }: Report): string[] =>
  changes.flatMap(({ title, warnings }) => warnings.map((text) => `${title}: ${text}`));

/** What a report says where rules are secret. */
export const SECRET_RULES = "its rules are secret";
