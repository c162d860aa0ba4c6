import process from "node:process";
import { ensureEngine } from "../engine/ensure.mjs";
import builtPackage from "./built-package.mjs";

/** Tests on the real engine need the built package and a command line, whose path they find in `PULUMI_CLI`. */
export default async function builtPackageAndEngine() {
  await builtPackage();
  process.env.PULUMI_CLI = await ensureEngine();
}
