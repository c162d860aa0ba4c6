const MOST = 3;

/** Names the first few rules and counts the others. */
export function listRules<R>(rules: readonly R[], nameOf: (rule: R) => string): string {
  const named = rules.slice(0, MOST).map((rule) => `"${nameOf(rule)}"`);
  const more = rules.length > MOST ? [`${rules.length - MOST} more`] : [];
  return [...named, ...more].join(", ");
}
