import { once } from "node:events";
import { Command, InvalidArgumentError, Option } from "commander";
import { e24cloudProfiles, startSandbox } from "../sandbox";
import type { E24cloudProfile, Sandbox } from "../sandbox";

interface Flags {
  waldurPort: number;
  waldurDelay: number;
  e24cloudPort: number;
  e24cloudProfile: E24cloudProfile;
}

/** `sandbox`: serves emulators of both clouds' APIs until it is told to stop. */
export function sandboxCommand(): Command {
  return new Command("sandbox")
    .description(
      "Serves emulators of both clouds' APIs on 127.0.0.1 and prints one line of JSON when it listens.",
    )
    .option(
      "--waldur-port <number>",
      "port of the Waldur emulator; 0 is any free one",
      wholeNumber(65_535),
      0,
    )
    .option("--waldur-delay <ms>", "how long Waldur's asynchronous tasks take", wholeNumber(), 2000)
    .option(
      "--e24cloud-port <number>",
      "port of the e24cloud emulator; 0 is any free one",
      wholeNumber(65_535),
      0,
    )
    .addOption(
      new Option("--e24cloud-profile <name>", "which plausible e24cloud server to be")
        .choices(e24cloudProfiles)
        .default("documented"),
    )
    .action(serve);
}

async function serve(flags: Flags): Promise<void> {
  const told = Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")]);
  const sandbox = await started(flags);
  console.log(JSON.stringify(howToReach(sandbox)));
  await told;
  await sandbox.close();
  process.exit(); // A delayed answer that nobody waits for any more must not keep the process.
}

async function started(flags: Flags): Promise<Sandbox> {
  try {
    return await startSandbox({
      waldur: { port: flags.waldurPort, delay: flags.waldurDelay },
      e24cloud: { port: flags.e24cloudPort, profile: flags.e24cloudProfile },
    });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE" && "port" in error) {
      const message = `port ${String(error.port)} of 127.0.0.1 is in use: choose another, or 0 for any free one`;
      throw new Error(message, { cause: error });
    }
    throw error;
  }
}

/** What a Pulumi program needs to know to work with the sandbox. */
function howToReach({ waldur, e24cloud }: Sandbox) {
  const { apiUrl, token, tenantUuid, secondTenantUuid } = waldur;
  const { endpoint, apiKey, apiSecret, virtualMachines, users, resources } = e24cloud;
  return {
    waldur: { apiUrl, token, tenantUuid, secondTenantUuid },
    e24cloud: { endpoint, apiKey, apiSecret, virtualMachines, users, resources },
  };
}

function wholeNumber(max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number > max)
      throw new InvalidArgumentError(`It must be a whole number from 0 to ${max}.`);
    return number;
  };
}
