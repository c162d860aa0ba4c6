import { delimiter, dirname, join } from "node:path";

/** Variables of the caller's shell that would steer the engine or the providers. */
const foreign = /^(PULUMI|WALDUR|E24CLOUD)_/;

/**
 * The environment of an engine that keeps everything in `folder` and knows neither the user's own Pulumi set-up nor
 * any account. `overrides` come last.
 */
export function engineEnvironment(
  folder: string,
  cli: string,
  overrides: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return {
    ...Object.fromEntries(inherited),
    // The plugin that runs dynamic providers starts "node": let it be the one that runs this process.
    PATH: [dirname(cli), dirname(process.execPath), process.env.PATH].join(delimiter),
    CI: "true",
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${stateFolder(folder)}`,
    PULUMI_CONFIG_PASSPHRASE: "passphrase of a throw-away stack",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: "true",
    ...overrides,
  };
}

/** The folder of the file backend. */
export function stateFolder(folder: string): string {
  return join(folder, "state");
}
