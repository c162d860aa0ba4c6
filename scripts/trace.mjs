import { Session } from "node:inspector/promises";
import { join, relative, sep } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { prepare } from "./set-up/prepare.mjs";
import { root } from "./set-up/root.mjs";
import { main } from "./set-up/progress.mjs";

/**
 * Traces operations on a group against the emulators: which files and functions of the package each of them enters, how
 * often, and how often a rule is put into its key and read from the wire. `--files` lists the files of each operation, and how
 * many of their functions are entered.
 */

/** Rules of the group before its update, which adds one. */
const RULES = 20;

const compiled = join(root, "dist", "provider");

/** The functions entered since the last time that this was asked for. */
async function entered(session) {
  const { result } = await session.post("Profiler.takePreciseCoverage");
  return result
    .filter(({ url }) => url.startsWith("file:"))
    .map(({ url, functions }) => ({ file: fileURLToPath(url), functions }))
    .filter(({ file }) => file.startsWith(compiled + sep))
    .flatMap(({ file, functions }) =>
      functions.map(({ functionName, ranges: [{ startOffset, count }] }) => ({
        file: relative(compiled, file).replace(/\.js$/, ""),
        name: functionName,
        // The whole module is a function, too.
        calls: startOffset === 0 ? 0 : count,
      })),
    )
    .filter(({ calls }) => calls > 0);
}

/** Runs a program of one group and traces each operation. */
async function trace(session, { cloud, handlers, settings, args, changed }) {
  const rows = [];
  const context = { print: () => undefined };
  const step = async (operation, run) => {
    await entered(session);
    const result = await run();
    rows.push({ operation: `${cloud} ${operation}`, calls: await entered(session) });
    return result;
  };
  const begin = () => handlers.configure({ get: (key) => settings[key] });
  const given = (more) => ({ ...more, __context: { urn: "urn:pulumi:trace::trace::group::web" } });

  begin();
  const { inputs } = await step("check", () => handlers.check({}, given(args), context));
  const { id, outs } = await step("create", () => handlers.create(inputs, context));
  begin();
  const { inputs: news } = await step("check of an update", () =>
    handlers.check(inputs, given(changed), context),
  );
  await step("diff", () => handlers.diff(id, outs, news, context));
  const updated = await step("update", () => handlers.update(id, outs, news, context));
  begin();
  await step("read", () => handlers.read(id, updated.outs, context));
  await step("delete", () => handlers.delete(id, updated.outs, context));
  return rows;
}

const sumOf = (calls) => calls.reduce((sum, { calls: count }) => sum + count, 0);
const callsOf = (calls, name) => sumOf(calls.filter((one) => one.name === name)) / RULES;

function print(rows, isLong) {
  const columns = [20, 7, 11, 8, 18, 18].map(
    (width, at) => (text) => (at === 0 ? text.padEnd(24) : text.padStart(width)),
  );
  const line = (...cells) => console.log(cells.map((cell, at) => columns[at](String(cell))).join(""));
  line("operation", "files", "functions", "calls", "ruleKey a rule", "fromWire a rule");
  for (const { operation, calls } of rows) {
    const files = byFile(calls);
    line(
      operation,
      files.size,
      calls.length,
      sumOf(calls),
      callsOf(calls, "ruleKey").toFixed(1),
      callsOf(calls, "fromWire").toFixed(1),
    );
    if (isLong) for (const [file, own] of [...files].toSorted()) console.log(`    ${file}: ${own.length}`);
  }
}

function byFile(calls) {
  const files = new Map();
  for (const call of calls) files.set(call.file, [...(files.get(call.file) ?? []), call]);
  return files;
}

const ports = (count) =>
  Array.from({ length: count }, (_, at) => ({ protocol: "tcp", ports: 1000 + 2 * at }));

await main(async () => {
  await prepare();
  const load = async (path) => (await import(join(root, "dist", path))).default;
  const { handlersOf } = await load("provider/handlers.js");
  const { withEngineContract } = await load("provider/kit/operation.js");
  const { Runs } = await load("provider/run/run.js");
  const { startSandbox } = await load("sandbox/index.js");
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });

  const { waldur, e24cloud, close } = await startSandbox({ waldur: { delay: 5 } });
  try {
    const handlers = handlersOf(new Runs());
    const program = { args: { rules: ports(RULES) }, changed: { rules: ports(RULES + 1) } };
    const rows = [
      ...(await trace(session, {
        cloud: "Waldur",
        handlers: withEngineContract(handlers.waldurSecurityGroup),
        settings: {
          "waldur:apiUrl": waldur.apiUrl,
          "waldur:token": waldur.token,
          "waldur:tenant": waldur.tenantUuid,
          "waldur:pollInterval": "0.05",
        },
        ...program,
      })),
      ...(await trace(session, {
        cloud: "e24cloud",
        handlers: withEngineContract(handlers.e24cloudFirewallGroup),
        settings: {
          "e24cloud:endpoint": e24cloud.endpoint,
          "e24cloud:apiKey": e24cloud.apiKey,
          "e24cloud:apiSecret": e24cloud.apiSecret,
          "e24cloud:pollInterval": "0.05",
        },
        ...program,
      })),
    ];
    print(rows, process.argv.includes("--files"));
  } finally {
    await close();
    session.disconnect();
  }
});
