"use strict";
/**
 * Preloaded into processes that tests start: keeps the compiled code of the modules that a script loads, and where they are, for
 * later processes of the same script, which start in half of the processor time. A build or an installation begins a new cache.
 */
const { Buffer } = require("node:buffer");
const { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { dirname, join, sep } = require("node:path");
const { Script } = require("node:vm");

const root = join(module.path, "..", "..");
const plugin = /[/\\]pulumi-resource-security-groups$/;
const ownFolders = ["dist", "node_modules"].map((folder) => join(root, folder) + sep);
const isOwn = (file) => ownFolders.some((folder) => file.startsWith(folder));
const isInstalled = (file) => file.includes(`${sep}node_modules${sep}`) || plugin.test(file);
/** Calls of import(), for which compiled code that is kept has no place. */
const imports = /(await|return|=>|[(=:?,])\s*import\(/;
const hasImports = (source) => source.includes("import(") && imports.test(source);
const hashOf = (text) => require("node:crypto").createHash("sha1").update(text).digest("base64").slice(0, 16);
/** What identifies a compiled file. Packages installed elsewhere are temporary copies with equal files. */
const keyOf = (source, file) =>
  isOwn(file) ? [file.slice(root.length), statSync(file).mtimeMs, source.length].join(" ") : hashOf(source);

/** A file of JSON, which says where the code of each source is in the bytes behind it. */
class Cache {
  sources = {};
  paths = {};
  #bytes = Buffer.alloc(0);
  #fresh = new Map();
  #willSave = false;

  constructor(file) {
    this.file = file;
    try {
      const content = readFileSync(file);
      const start = 4 + content.readUInt32LE();
      Object.assign(this, JSON.parse(content.toString("utf8", 4, start)));
      this.#bytes = content.subarray(start);
    } catch {
      // There is none yet.
    }
  }

  code(key) {
    const at = this.sources[key];
    return at && this.#bytes.subarray(...at);
  }

  addScript(key, script) {
    this.#fresh.set(key, script);
    this.#saveInTheEnd();
  }

  addPath(key, path) {
    this.paths[key] = path;
    this.#saveInTheEnd();
  }

  /** The engine ends its providers by a signal. */
  #saveInTheEnd() {
    if (this.#willSave) return;
    this.#willSave = true;
    process.once("exit", () => this.#save());
    for (const signal of ["SIGINT", "SIGTERM"]) {
      process.once(signal, () => {
        this.#save();
        if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
      });
    }
  }

  #save() {
    const known = Object.keys(this.sources).map((key) => [key, this.code(key)]);
    const fresh = [...this.#fresh].map(([key, script]) => [key, script.createCachedData()]);
    const all = new Map([...known, ...fresh]);
    let end = 0;
    const sources = {};
    for (const [key, code] of all) sources[key] = [end, (end += code.length)];
    const head = Buffer.from(JSON.stringify({ sources, paths: this.paths }));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(head.length);
    mkdirSync(dirname(this.file), { recursive: true });
    const aside = `${this.file}.${process.pid}`;
    writeFileSync(aside, Buffer.concat([length, head, ...all.values()]));
    renameSync(aside, this.file);
  }
}

function use(cache) {
  const { _compile: compile } = Module.prototype;
  Module.prototype._compile = function (source, file) {
    if (!(isOwn(file) || isInstalled(file))) return compile.call(this, source, file);
    const key = keyOf(source, file);
    const cachedData = cache.code(key);
    if (!cachedData && hasImports(source)) return compile.call(this, source, file);
    const script = new Script(Module.wrap(source.replace(/^#!.*/, "")), { filename: file, cachedData });
    if (!cachedData || script.cachedDataRejected) cache.addScript(key, script);
    const require = (id) => this.require(id);
    require.resolve = (id, options) => Module._resolveFilename(id, this, false, options);
    require.main = process.mainModule;
    require.extensions = Module._extensions;
    require.cache = Module._cache;
    return script.runInThisContext().call(this.exports, this.exports, require, this, file, dirname(file));
  };

  const resolve = Module._resolveFilename;
  Module._resolveFilename = function (...args) {
    const [id, parent, , options] = args;
    if (options || !parent?.filename || !isOwn(parent.filename)) return resolve.apply(this, args);
    const key = `${dirname(parent.filename)} ${id}`;
    const known = cache.paths[key];
    if (known !== undefined) return known;
    const path = resolve.apply(this, args);
    if (isOwn(path)) cache.addPath(key, path);
    return path;
  };
}

/** The file with the cache of a script, independent of its folder. */
function fileFor(script) {
  const folder = join(root, ".cache");
  const changed = [join(folder, "build.stamp"), join(root, "node_modules", ".package-lock.json")].map(
    (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs,
  );
  const name = script.split(sep).slice(-2);
  return join(folder, "code", hashOf(JSON.stringify([process.version, changed, name])).replace(/\W/g, "_"));
}

const [, script] = process.argv;
if (script !== undefined) use(new Cache(fileFor(script)));
