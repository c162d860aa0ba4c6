import process from "node:process";
import { prepare } from "./prepare.mjs";
import { say } from "./progress.mjs";

try {
  await prepare();
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
