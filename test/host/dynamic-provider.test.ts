import { resolve } from "node:path";
import { linkedProject } from "../../scripts/runner/project";
import { type Host, type HostFailure, startHost } from "../../scripts/host/host";

const compiled = resolve(__dirname, "../../dist/provider");

/** CRUD code that knows nothing of the host's traps and falls into each of them, behind the guard. */
const project = linkedProject({
  "careless.js": `
    const { toDynamicProvider } = require(${JSON.stringify(`${compiled}/engine/to-dynamic-provider.js`)});
    const { PartialFailure } = require(${JSON.stringify(`${compiled}/errors.js`)});
    const partial = (id) => {
      throw new PartialFailure(id, { size: 12, note: undefined, deep: { note: undefined } }, "half of it failed");
    };
    exports.careless = toDynamicProvider({
      configure() {},
      async check(olds, news) {
        if (news.throws) throw "a string";
        return { inputs: { ...news, note: undefined }, failures: news.bad ? ["size is bad."] : [] };
      },
      async diff() { throw Object.assign(new Error("diff fails"), { code: 5 }); },
      async create(inputs) {
        if (inputs.half) partial("c-13");
        return { id: "c-1", outs: { ...inputs, note: undefined, list: [{ note: undefined }] } };
      },
      async read(id, outs) { if (id === "broken") throw { any: "object" }; return { id, outs, inputs: { note: undefined } }; },
      async update(id, olds, news) { if (news.half) partial(id); return { id, outs: news }; },
      async delete(id) { throw new Error("delete fails for " + id); },
    });
  `,
});
const provider = `exports.handler = () => require(${JSON.stringify(`${project.folder}/careless.js`)}).careless;`;

let host: Host;
beforeAll(async () => {
  host = await startHost({ cwd: project.folder, provider });
});
afterAll(async () => {
  await host.stop();
  project.remove();
});

const failure = (call: Promise<unknown>): Promise<HostFailure> =>
  call.then(
    () => Promise.reject(new Error("nothing failed")),
    (error: HostFailure) => error,
  );

test("undefined in results does not trouble the host", async () => {
  expect((await host.check({}, { size: 1 })).inputs).toEqual({ size: 1, __provider: provider });
  expect(await host.create({ size: 1 })).toEqual({
    id: "c-1",
    outputs: { id: "c-1", size: 1, list: [{}], __provider: provider },
  });
  expect((await host.read("c-1", { size: 1 })).inputs).toEqual({ __provider: provider });
});

test("a failure of check names no property, whose value the engine would print", async () => {
  expect((await host.check({}, { bad: true })).failures).toEqual([{ property: "", reason: "size is bad." }]);
});

test.each(["create", "update"] as const)(
  "a half-failed %s is saved with the line of code and the reason",
  async (method) => {
    const half = { half: true };
    const error = await failure(method === "create" ? host.create(half) : host.update("c-13", {}, half));
    expect(error.partial).toEqual({
      id: "c-13",
      properties: { id: "c-13", size: 12, deep: {}, __provider: provider },
      reasons: ["half of it failed"],
    });
  },
);

test("what is not an Error is answered all the same", async () => {
  expect((await failure(host.check({}, { throws: true }))).message).toBe("a string");
  expect((await failure(host.read("broken", {}))).message).toBe("[object Object]");
});

test("a numeric code does not become the status of the call", async () => {
  expect(await failure(host.diff("c-1", {}, {}))).toMatchObject({ message: "diff fails", code: 2 });
});

test("no stack trace shows", async () => {
  await failure(host.delete("c-1", {}));
  await host.printed.include("pulumi-security-groups: delete fails for c-1");
  expect(host.printed.text).not.toMatch(/^\s+at /m);
});
