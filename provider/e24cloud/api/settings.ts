import { z } from "zod";
import { httpAddress, readSettings, commonSettings, type SettingNames } from "../../kit/settings";
import { type ConfigReader } from "../../kit/handlers";

/** Addresses of the documented data centres (e24cloud REST documentation). */
const REGIONS = {
  "poznan-1": "https://eu-poland-1poznan.api.e24cloud.com",
  "poznan-2": "https://eu-poland-1poznan2.api.e24cloud.com",
};

const schema = z.object({
  /** Address of the API, without a path; takes the place of `region`. */
  endpoint: httpAddress.transform((address) => new URL(address).origin).optional(),
  region: z.enum(["poznan-1", "poznan-2"], { error: "must be poznan-1 or poznan-2" }).prefault("poznan-1"),
  apiKey: z.string().min(1, "must not be empty"),
  apiSecret: z.string().min(1, "must not be empty"),
  ...commonSettings,
});

/** The settings with the address decided. */
export type E24cloudSettings = Omit<z.output<typeof schema>, "endpoint" | "region"> & { endpoint: string };

const spec = {
  cloud: "e24cloud",
  schema,
  secret: ["apiSecret" as const],
  environment: {
    endpoint: "E24CLOUD_ENDPOINT",
    region: "E24CLOUD_REGION",
    apiKey: "E24CLOUD_API_KEY",
    apiSecret: "E24CLOUD_API_SECRET",
  },
};

/** All settings, those that are secret, and the variables that stand in for some. */
export const e24cloudSettingNames: SettingNames = {
  all: Object.keys(schema.shape),
  secret: spec.secret,
  environment: spec.environment,
};

/** @throws {SettingsError} */
export function readE24cloudSettings(config: ConfigReader): E24cloudSettings {
  const { endpoint, region, ...settings } = readSettings(spec, config);
  return { ...settings, endpoint: endpoint ?? REGIONS[region] };
}
