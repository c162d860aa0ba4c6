/** Settings of earlier releases that have no effect, and what holds instead. */
const RETIRED: Readonly<Record<string, string>> = {
  maxRetries: "a call that fails temporarily is retried until the operation's timeout",
};

/**
 * What to say of a setting of an earlier release that has no effect; undefined of any other.
 * @param shown as people write it, such as `waldur:maxRetries`
 */
export function retiredSettingText(name: string, shown: string): string | undefined {
  const instead = Object.hasOwn(RETIRED, name) ? RETIRED[name] : undefined;
  return instead === undefined ? undefined : `${shown} has no effect: ${instead}`;
}
