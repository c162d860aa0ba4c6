import { isPage } from "../../http/attempt";

/**
 * What an error body says, in words. Django REST framework has many shapes: `{detail}`, fields with a list or a
 * plain text, bare lists, a list with an object for each rule, and any of them inside another.
 *
 * @param ruleName what to call the rule at a position, where the body belongs to a list of rules
 */
export function serverMessage(body: unknown, ruleName = positionName): string {
  const message = isPage(body) ? "the server answered with a web page" : phrases(body, ruleName).join("; ");
  return message === "" ? "no reason given" : message;
}

const positionName = (position: number) => `rule ${position + 1}`;

function phrases(body: unknown, ruleName: (position: number) => string): string[] {
  if (Array.isArray(body)) return listPhrases(body, ruleName);
  if (typeof body === "string") return body.trim() === "" ? [] : [body.trim()];
  if (typeof body !== "object" || body === null) return [];
  return Object.entries(body).flatMap(([field, value]: [string, unknown]) =>
    phrases(value, ruleName).map((phrase) => (UNNAMED.has(field) ? phrase : `${field}: ${phrase}`)),
  );
}

/** A list of texts is what is wrong with one thing; of objects or lists, what is wrong with each rule. */
function listPhrases(list: readonly unknown[], ruleName: (position: number) => string): string[] {
  return list.flatMap((one, position) => {
    const inside = phrases(one, ruleName);
    return typeof one === "string" ? inside : inside.map((phrase) => `${ruleName(position)}: ${phrase}`);
  });
}

const UNNAMED = new Set(["detail", "non_field_errors", "rules"]);
