import { Command, InvalidArgumentError, Option } from "commander";
import { z } from "zod";
import { e24cloudProfiles, startSandbox, waldurReleases } from "../sandbox";
import type { E24cloudProfile, Sandbox, WaldurSwitches } from "../sandbox";
import { print, type Shell } from "./shell";

interface Flags {
  waldurPort: number;
  waldurDelay: number;
  waldurRelease: WaldurSwitches["release"];
  e24cloudPort: number;
  e24cloudProfile: E24cloudProfile;
}

/** `sandbox`: serves emulators of both clouds' APIs until it receives a signal. */
export function sandboxCommand(shell: Shell): Command {
  return new Command("sandbox")
    .description(
      "Serves emulators of both clouds' APIs on 127.0.0.1 and prints one line of JSON when it listens.",
    )
    .option("--waldur-port <number>", "port of the Waldur emulator; 0: any free port", wholeNumber(65_535), 0)
    .option("--waldur-delay <ms>", "how long Waldur's asynchronous tasks take", wholeNumber(), 2000)
    .addOption(
      new Option("--waldur-release <release>", "which release of Waldur to emulate")
        .choices(waldurReleases)
        .default("2026"),
    )
    .option(
      "--e24cloud-port <number>",
      "port of the e24cloud emulator; 0: any free port",
      wholeNumber(65_535),
      0,
    )
    .addOption(
      new Option("--e24cloud-profile <name>", "which kind of e24cloud server to emulate")
        .choices(e24cloudProfiles)
        .default("documented"),
    )
    .action((flags: Flags) => serve(flags, shell));
}

async function serve(flags: Flags, shell: Shell): Promise<void> {
  const stopped = new Promise((stop) => ["SIGTERM", "SIGINT"].forEach((signal) => shell.once(signal, stop)));
  const sandbox = await started(flags);
  print(shell, JSON.stringify(howToReach(sandbox)));
  await stopped;
  await sandbox.close();
  shell.exit(); // A delayed answer that no client waits for must not keep the process.
}

const portInUse = z.object({ code: z.literal("EADDRINUSE"), port: z.number() });

async function started(flags: Flags): Promise<Sandbox> {
  try {
    return await startSandbox({
      waldur: { port: flags.waldurPort, delay: flags.waldurDelay, release: flags.waldurRelease },
      e24cloud: { port: flags.e24cloudPort, profile: flags.e24cloudProfile },
    });
  } catch (error) {
    const { success, data } = portInUse.safeParse(error);
    if (!success) throw error;
    const message = `port ${data.port} of 127.0.0.1 is in use: choose another, or 0 for any free port`;
    throw new Error(message, { cause: error });
  }
}

/** What a Pulumi program needs to know to work with the sandbox. */
function howToReach({ waldur, e24cloud }: Sandbox) {
  const { apiUrl, token, tenantUuid, secondTenantUuid } = waldur;
  const { endpoint, apiKey, apiSecret, virtualMachines, users, resources, otherAccount } = e24cloud;
  return {
    waldur: { apiUrl, token, tenantUuid, secondTenantUuid },
    e24cloud: { endpoint, apiKey, apiSecret, virtualMachines, users, resources, otherAccount },
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
