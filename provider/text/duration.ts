/** Seconds in a duration as Pulumi's `customTimeouts` write it (`"90s"`, `"10m"`, `"1h30m"`), or undefined. */
export function secondsOf(duration: string): number | undefined {
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join("") !== duration) return undefined;
  return parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * SECONDS[unit as keyof typeof SECONDS],
    0,
  );
}

const SECONDS = { h: 3600, m: 60, s: 1, ms: 0.001 };
