import { z } from "zod";
import { httpAddress, readSettings, seconds, commonSettings, type SettingNames } from "../../kit/settings";
import { type ConfigReader } from "../../kit/handlers";

const schema = z.object({
  /** Address of the Waldur MasterMind, with or without `/api/` at its end. */
  apiUrl: httpAddress.transform(apiRoot),
  /** `w_…` is a personal access token and goes as Bearer, anything else as Token. */
  token: z.string().regex(/^\S+$/, "must not be empty or hold spaces"),
  /** Tenant of groups that name none: uuid or URL. */
  tenant: z.string().optional(),
  /** Whether a refresh lets Waldur read OpenStack first, so that changes made behind Waldur are found. */
  pullOnRefresh: z.stringbool({ error: "must be true or false" }).prefault("false"),
  /** Whether a change that removed rules reads what OpenStack has afterwards. */
  confirmRemovals: z.stringbool({ error: "must be true or false" }).prefault("true"),
  ...commonSettings,
  /** Minimum seconds between polls; one poll serves all groups of a tenant. */
  pollInterval: seconds.prefault("0.5"),
});

export type WaldurSettings = z.output<typeof schema>;

const spec = {
  cloud: "waldur",
  schema,
  secret: ["token" as const],
  environment: { apiUrl: "WALDUR_API_URL", token: "WALDUR_ACCESS_TOKEN", tenant: "WALDUR_TENANT" },
};

/** All settings, those that are secret, and the variables that stand in for some. */
export const waldurSettingNames: SettingNames = {
  all: Object.keys(schema.shape),
  secret: spec.secret,
  environment: spec.environment,
};

/** @throws {SettingsError} */
export function readWaldurSettings(config: ConfigReader): WaldurSettings {
  return readSettings(spec, config);
}

/** The address with `/api/` at its end, as Waldur's own URLs have it. */
function apiRoot(address: string): string {
  const { origin, pathname } = new URL(address);
  return origin + pathname.replace(/(\/+api)?\/*$/, "/api/");
}
