/** Whether a version such as `v3.248.0`, `go1.26.8` or `3.250.0-alpha.1` is at least the wanted one. */
export function isAtLeast(version, wanted) {
  const [have, want] = [version, wanted].map((text) => (text.match(/\d+/g) ?? []).slice(0, 3).map(Number));
  for (const [position, least] of want.entries()) {
    const part = have[position] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}
