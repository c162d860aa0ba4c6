import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Manifest, packageSchema } from "./package-schema";

/** Writes the schema to the file that is named. */
const [, , file = ""] = process.argv;
const manifest = JSON.parse(readFileSync(join(__dirname, "..", "..", "package.json"), "utf8")) as Manifest;
writeFileSync(file, `${JSON.stringify(packageSchema(manifest), null, 2)}\n`);
