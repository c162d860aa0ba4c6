import { existsSync } from "node:fs";
import { join } from "node:path";
import { run, step } from "../set-up/progress.mjs";
import { intoCache } from "./cache.mjs";
import { cacheFolder, onPath } from "./locate.mjs";

/** The newest that the registry of Python has; not each release of the command line is there. */
const sdkVersion = "3.272.0";

const interpreter = (folder) => join(folder, "bin", "python");

/**
 * A Python with Pulumi's SDK, and with what the SDKs that Pulumi generates need: made once and kept. Rejects where there
 * is no Python.
 */
export async function ensurePython() {
  const folder = join(cacheFolder, `python-${sdkVersion}`);
  if (existsSync(folder)) return interpreter(folder);
  if (!onPath("python3")) throw new Error("there is no python3 on PATH");
  await intoCache(folder, (aside) =>
    step(`Installing Pulumi's SDK ${sdkVersion} for Python`, async () => {
      await run("python3", ["-m", "venv", aside]);
      await run(interpreter(aside), ["-m", "pip", "install", "--quiet", `pulumi==${sdkVersion}`, "parver"], {
        timeoutSeconds: 300,
      });
    }),
  );
  return interpreter(folder);
}
