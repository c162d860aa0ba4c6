"use strict";
/**
 * Preloaded into hosts of dynamic providers: loads two modules of Pulumi's SDK when something is first read from them, not at the
 * start. They serialize closures, which a host never does, and take half of the processor time of its start.
 */
const Module = require("node:module");

const late = new Set(["typescript", "@npmcli/arborist"]);
const load = Module._load;

Module._load = function (request, parent, isMain) {
  const loaded = () => load.call(this, request, parent, isMain);
  return late.has(request) ? lateModule(loaded) : loaded();
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
