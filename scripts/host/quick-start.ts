import { join } from "node:path";

/** Environment with which hosts of dynamic providers start in half the processor time: see `late-modules.cjs`. */
export const quickStart = {
  NODE_OPTIONS: [
    process.env["NODE_OPTIONS"],
    `--require ${JSON.stringify(join(__dirname, "late-modules.cjs"))}`,
  ]
    .filter(Boolean)
    .join(" "),
};
