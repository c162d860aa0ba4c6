"use strict";
const vm = require("node:vm");
const { TestEnvironment } = require("jest-environment-node");

/**
 * For each test file jest compiles every module it loads, though the files of a worker share most of them. Here the
 * first file of a worker that loads a module leaves V8's code cache of it, with the functions that have been called by
 * then, and the others begin with that: it takes a sixth of the processor time away.
 */
const { compileFunction } = vm;
/** By file name: the code, and what V8 has made of it. */
const compiled = new Map();
/** What the test file that runs was the first to load. */
const firsts = new Map();

vm.compileFunction = (code, parameters, options) => {
  const { filename, parsingContext, importModuleDynamically } = options;
  if (parsingContext === undefined) return compileFunction(code, parameters, options);
  const head = `(function (${parameters.join(", ")}) {`;
  const before = compiled.get(filename);
  const isSame = before?.code === code;
  const script = new vm.Script(`${head}${code}\n})`, {
    filename,
    columnOffset: -head.length,
    importModuleDynamically,
    ...(isSame && { cachedData: before.data }),
  });
  if (!isSame || script.cachedDataRejected === true) firsts.set(filename, { code, script });
  return script.runInContext(parsingContext);
};

module.exports = class extends TestEnvironment {
  async teardown() {
    for (const [filename, { code, script }] of firsts)
      compiled.set(filename, { code, data: script.createCachedData() });
    firsts.clear();
    await super.teardown();
  }
};
