"use strict";
/** Preloaded into processes that tests start. Those that only evaluate a line, as Pulumi does to find its host, are quicker without. */
const [, script] = process.argv;
if (script !== undefined) {
  require("./late-modules.cjs");
  require("./code-cache.cjs");
}
