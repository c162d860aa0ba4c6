import type { DiffResult, Props } from "../../kit/handlers";
import { containsUnknown } from "../../rules/unknowns";
import { targetKinds } from "../api/targets";
import { isFinished } from "../security-group/state";
import { readInputs } from "./inputs";

/** Another target is another attachment; in a replacement the new one comes first. One that was not finished is repaired. */
export function diffAttachment(olds: Props, news: Props): DiffResult {
  const replaces = targetKinds.filter((kind) => !containsUnknown(news[kind]) && olds[kind] !== news[kind]);
  const changes =
    replaces.length > 0 ||
    !isFinished(olds) ||
    containsUnknown(news) ||
    JSON.stringify(readInputs(olds)) !== JSON.stringify(readInputs(news));
  return { changes, replaces, deleteBeforeReplace: false, repairs: isFinished(olds) ? [] : ["state"] };
}
