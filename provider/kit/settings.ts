import { nameInUrn } from "./program-context";
import { PACKAGE } from "./resource-types";
import { z } from "zod";
import { secondsOf, quoted } from "../text/printable";
import { issueText } from "../text/issue-text";
import { type ConfigReader, type Props } from "./handlers";
import { SettingsError } from "../errors";

/** Where settings of the native plugin are given: in the stack's configuration, or to a Provider of the program. */
export interface Place {
  /** A setting, such as `waldur.token`, by the name that it has there. */
  nameOf(setting: string): string;
  /** What sets it there. */
  wayTo(setting: string, options: { readonly isSecret: boolean }): string;
  /** What to do about a value that is not an object of settings. @param setting one that it could have */
  remedyFor(setting: string): string;
  /** The part of a message for all places that applies to this one. */
  fitting(text: string): string;
}

/** The configuration of a stack: a package has settings of its own namespace only. */
export const pluginsStack: Place = {
  nameOf: (setting) => `${PACKAGE}:${setting}`,
  wayTo: (setting, { isSecret }) =>
    `pulumi config set --path ${isSecret ? "--secret " : ""}${PACKAGE}:${setting}`,
  remedyFor: (setting) => `set ${PACKAGE}:${setting} with --path`,
  fitting: (text) => text,
};

const inProvider = (provider: string): Place => ({
  nameOf: (setting) => `${setting} of the Provider "${provider}"`,
  wayTo: (setting) => `${setting.replace(".", ": { ")}: … } of the Provider "${provider}"`,
  remedyFor: (setting) => `write it as an object, such as { ${setting.split(".")[1]}: … }`,
  fitting: withoutExplicit,
});

/** Where the settings of a provider are given. @param urn of the provider, empty where it is not known */
export function placeOf(urn: string): Place {
  const provider = nameInUrn(urn);
  return isDefaultProvider(provider) ? pluginsStack : inProvider(provider);
}

/** The engine makes a provider of its own for resources that name none. */
const isDefaultProvider = (name: string) => name === "" || /^default(_|$)/.test(name);

/**
 * A message about settings of the dynamic resources, in the words of a place of the native plugin.
 * @param known settings by the names that they have for the dynamic resources: `waldur:token`
 */
export function inWordsOf(place: Place, text: string, known: ReadonlySet<string>): string {
  return place
    .fitting(text)
    .replace(
      /pulumi config set( --secret)? (\w+:\w+)/g,
      (command, secret: string | undefined, key: string) =>
        known.has(key) ? place.wayTo(key.replace(":", "."), { isSecret: secret !== undefined }) : command,
    )
    .replace(/\b(\w+):(\w+)\b/g, (key, cloud: string, name: string) =>
      known.has(key) ? place.nameOf(`${cloud}.${name}`) : key,
    );
}

/** What happens to questionable rules. */
export const lintLevels = ["off", "warn", "error"] as const;
export type LintLevel = (typeof lintLevels)[number];

/**
 * The level of a resource, which only its checks need: it is removed from the inputs, so that another level does not count as a change.
 * @param setting what counts where the resource does not say
 */
export function splitLintLevel(
  { lint, ...inputs }: Props,
  setting: LintLevel,
): { readonly level: LintLevel; readonly inputs: Props } {
  return { level: lintLevels.find((level) => level === lint) ?? setting, inputs };
}

/** A number of seconds, more than 0. */
export const seconds = z.union([z.string(), z.number()]).transform((given, context) => {
  const amount = Number(given);
  if (amount > 0 && Number.isFinite(amount)) return amount;
  const meant = secondsOf(String(given));
  context.addIssue(
    meant === undefined
      ? "must be a number of seconds, more than 0"
      : `is ${quoted(given)}: write the seconds alone, ${meant}`,
  );
  return z.NEVER;
});

const wholeFrom = (least: number) => {
  const error = `must be a whole number, at least ${least}`;
  return z.coerce.number({ error }).int({ error }).min(least, { error });
};

/** The address of a server. */
export const httpAddress = z.url({
  protocol: /^https?$/,
  error: ({ input }) =>
    `is ${quoted(withoutUser(input))}: write an address with http or https, such as ${exampleFor(withoutUser(input))}`,
});

/** What is given as an address, without user, password and query: a message must not show them. */
const withoutUser = (given: unknown): unknown =>
  typeof given === "string"
    ? given.replace(/^([a-z][a-z\d+.-]*:\/+)?.*@/is, "$1").replace(/[?#].*$/s, "")
    : given;

const exampleFor = (given: unknown) =>
  typeof given === "string" && /^[\w.-]+(:\d+)?(\/\S*)?$/.test(given)
    ? `https://${given}`
    : "https://waldur.example.com";

/** Settings that both clouds have; values arrive as text. */
export const commonSettings = {
  /** Seconds from sending a call to the end of its answer, after which it counts as lost. */
  requestTimeout: seconds.prefault("30"),
  /** What happens to questionable rules, where a resource does not say. */
  lint: z.enum(lintLevels, { error: "must be off, warn or error" }).prefault("warn"),
  /** Connections to the API open at a time. */
  maxConnections: wholeFrom(1).prefault("8"),
  /** Minimum seconds between polls; later pauses grow. */
  pollInterval: seconds.prefault("2"),
};

/** What `provider/<cloud>/settings.ts` says about its settings. */
export interface SettingsSpec<Shape extends z.ZodRawShape> {
  /** The namespace of the configuration keys: `waldur` in `waldur:token`. */
  cloud: string;
  schema: z.ZodObject<Shape>;
  /** Keys whose values are kept secret. */
  secret: readonly (keyof Shape & string)[];
  /** Environment variables that stand in for a key which is not configured. */
  environment: Partial<Record<keyof Shape & string, string>>;
}

/** What the settings of a cloud are called, without the cloud's name. */
export interface SettingNames {
  readonly all: readonly string[];
  readonly secret: readonly string[];
  /** Variables by the settings that they stand in for. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What the remedy of a setting says about resources that do not use the stack's configuration. */
const explicitly = (cloud: string, key: string) => `; an explicit Provider takes ${cloud}: { ${key}: … }`;

/** The same without it, for a place where nothing but an explicit Provider can be meant, or none. */
export const withoutExplicit = (remedy: string) =>
  remedy.replace(/; an explicit Provider takes \w+: \{ \w+: … \}/g, "");

/**
 * Reads a cloud's settings: configuration first, then the environment, then the defaults.
 * @throws {SettingsError} with a sentence for each setting that is missing or wrong
 */
export function readSettings<Shape extends z.ZodRawShape>(
  { cloud, schema, secret, environment }: SettingsSpec<Shape>,
  config: ConfigReader,
  env: NodeJS.ProcessEnv = process.env,
): z.output<z.ZodObject<Shape>> {
  const variables: Partial<Record<string, string>> = environment;
  const raw: Record<string, string | undefined> = {};
  for (const key of Object.keys(schema.shape)) {
    const variable = variables[key];
    // An empty variable is how CI systems pass "not set".
    raw[key] = config.get(`${cloud}:${key}`) ?? ((variable && env[variable]) || undefined);
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;

  const problems = new Map<string, string>();
  for (const issue of parsed.error.issues) {
    const key = String(issue.path[0]);
    const setting = `${cloud}:${key}`;
    const variable = variables[key];
    const set = `pulumi config set ${secret.includes(key) ? "--secret " : ""}${setting}`;
    const ways = variable === undefined ? set : `${set} or the variable ${variable}`;
    const remedy = `Set it with ${ways}${explicitly(cloud, key)}.`;
    problems.set(
      setting,
      raw[key] === undefined
        ? `${setting} is not set. ${remedy}`
        : `${setting} ${issueText(issue)}. ${remedy}`,
    );
  }
  throw new SettingsError(problems);
}

/** Settings of earlier releases that have no effect, and what holds instead. */
const RETIRED: Readonly<Record<string, string>> = {
  maxRetries: "a call that fails temporarily is retried until the operation's timeout",
};

/**
 * What to report about a setting of an earlier release that has no effect; undefined of any other.
 * @param shown as people write it, such as `waldur:maxRetries`
 */
export function retiredSettingText(name: string, shown: string): string | undefined {
  const instead = Object.hasOwn(RETIRED, name) ? RETIRED[name] : undefined;
  return instead === undefined ? undefined : `${shown} has no effect: ${instead}`;
}

const timeout = z
  .string({ error: 'must be a duration such as "90s" or "10m"' })
  .refine((text) => secondsOf(text) !== undefined, {
    error: ({ input }) => `${quoted(input)} is not a duration: write it as "90s" or "10m"`,
  });

/** Pulumi's own `customTimeouts`, which the classes copy into the inputs: the dynamic host does not pass them on. */
export const timeouts = z
  .object(
    { create: timeout, update: timeout, delete: timeout },
    { error: "must be { create, update, delete }" },
  )
  .partial();
export type Timeouts = z.output<typeof timeouts>;

const DEFAULT_TIMEOUT = 900;

/** Seconds that an operation may take, 15 minutes by default. */
export function timeoutOf(
  { timeouts: given = {} }: { timeouts?: Timeouts | undefined },
  operation: keyof Timeouts,
): number {
  const text = given[operation];
  return (text === undefined ? undefined : secondsOf(text)) ?? DEFAULT_TIMEOUT;
}
