import process from "node:process";
import { run, step } from "../set-up/progress.mjs";
import { pulumiHome } from "./locate.mjs";
import { cliVersion } from "./pin.mjs";

const timeoutSeconds = 300;

/** The SDK's own installer, in a process of its own: it can be stopped only from outside. */
const program = `
  const { PulumiCommand } = require("@pulumi/pulumi/automation");
  const { parse } = require("semver");
  const [version, root] = process.argv.slice(1);
  PulumiCommand.install({ version: parse(version), root }).catch((error) => {
    console.error(String(error.message ?? error));
    process.exit(1);
  });
`;

/** Puts the official release of the command line, with its language hosts, into `folder`. */
export async function installOfficial(folder) {
  const env = { ...process.env, PULUMI_HOME: pulumiHome };
  const options = { cwd: import.meta.dirname, env, timeoutSeconds };
  const install = () => run(process.execPath, ["-e", program, cliVersion, folder], options);
  try {
    await step(`Installing the official Pulumi ${cliVersion}`, install);
  } catch (error) {
    throw new Error(`not available: ${error.message.trim().split("\n").at(-1)}`, { cause: error });
  }
}
