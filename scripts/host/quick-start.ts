import { join } from "node:path";

const lateModules = `--require ${JSON.stringify(join(__dirname, "late-modules.cjs"))}`;

/**
 * Environment in which the engine and its hosts of dynamic providers take less processor time to start. What they do is
 * the same.
 */
export const quickStart = {
  NODE_OPTIONS: [process.env["NODE_OPTIONS"], lateModules].filter(Boolean).join(" "),
  // Most of what the engine collects as garbage, it collects at its start.
  GOGC: "off",
  GOMEMLIMIT: "400MiB",
};
