"use strict";
/**
 * Preloaded into hosts of dynamic providers: loads what Pulumi's SDK needs to serialize closures and for its Automation API when
 * something is first read from it, not at the start. A host does neither, and would take twice the processor time to start.
 */
const Module = require("node:module");
const { join } = require("node:path");

const sdk = join("@pulumi", "pulumi");
const late = new Set([
  "@logdna/tail-file",
  "@npmcli/arborist",
  "execa",
  "fdir",
  "js-yaml",
  "normalize-package-data",
  "semver",
  "tmp",
  "typescript",
  "upath",
]);
const isLate = (request, importer) =>
  late.has(request)
    ? importer.includes(sdk)
    : request === "./automation" && importer.endsWith(join(sdk, "index.js"));
const load = Module._load;

Module._load = function (request, parent, isMain) {
  const loaded = () => load.call(this, request, parent, isMain);
  return isLate(request, parent?.filename ?? "") ? lateModule(loaded) : loaded();
};

/** A module in whose place its importers, which compilers wrote, read nothing but this before they use it. */
function lateModule(loaded) {
  const get = (_, name) => {
    if (name === "__esModule") return true;
    const module = loaded();
    return name === "default" && !module.__esModule ? module : module[name];
  };
  return new Proxy({}, { get });
}
