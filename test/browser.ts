import { existsSync } from "node:fs";

/** The browser of this machine; undefined where there is none. */
export const chromium = [
  process.env["PUPPETEER_EXECUTABLE_PATH"] ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path !== "" && existsSync(path));
