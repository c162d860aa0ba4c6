const MOST = 3;

/** The first few rules by name, and how many more there are. */
export function listRules<R>(rules: readonly R[], nameOf: (rule: R) => string): string {
  const named = rules.slice(0, MOST).map((rule) => `"${nameOf(rule)}"`);
  const more = rules.length > MOST ? [`${rules.length - MOST} more`] : [];
  return [...named, ...more].join(", ");
}
