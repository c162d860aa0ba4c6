import { z } from "zod";
import { secondsOf } from "../../text/duration";
import { issueText } from "../../text/issue-text";
import type { ConfigReader } from "./config-reader";
import { SettingsError } from "./settings-error";
import { quoted } from "../../text/quoted";

/** What becomes of questionable rules. */
export const lintLevels = ["off", "warn", "error"] as const;
export type LintLevel = (typeof lintLevels)[number];

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
  /** What becomes of questionable rules, where a resource does not say. */
  lint: z.enum(lintLevels, { error: "must be off, warn or error" }).prefault("warn"),
  /** Connections to the API open at a time. */
  maxConnections: wholeFrom(1).prefault("8"),
  /** Minimum seconds between polls; later pauses grow. */
  pollInterval: seconds.prefault("2"),
};

/** What `provider/<cloud>/settings.ts` says of its settings. */
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

/** What the remedy of a setting says of resources that do not use the stack's configuration. */
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
