import process from "node:process";
import { brokenChecks } from "./checks.mjs";
import { main } from "./set-up/progress.mjs";

// Does the checks that are named, as `npm run lint` does those of the sources.
await main(async () => {
  const broken = await brokenChecks(process.argv.slice(2));
  if (broken.length > 0) throw new Error(broken.map(({ output }) => output).join("\n\n"));
});
