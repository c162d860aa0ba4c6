import { linkedProject } from "../../scripts/runner/project";
import { type Host, type HostFailure, startHost, unknown } from "../../scripts/host/host";

const project = linkedProject({
  "counter.js": `
    const fail = (fields) => { throw Object.assign(new Error("out of luck"), fields); };
    let prefix;
    exports.counter = {
      async configure({ config }) { prefix = config.get("counter:prefix"); },
      async check(olds, news) {
        return news.size < 0 ? { failures: [{ property: "size", reason: "too small" }] } : { inputs: { ...news, checked: true } };
      },
      async diff(id, olds, news) {
        if (olds.size === undefined) return {};
        return { changes: olds.size !== news.size, replaces: olds.kind === news.kind ? [] : ["kind"], deleteBeforeReplace: true };
      },
      async create(inputs) {
        if (inputs.size === 13) fail({ id: "c-13", properties: { size: 12 }, reasons: ["thirteen"] });
        return { id: prefix + inputs.size, outs: { ...inputs, made: true } };
      },
      async read(id, outs) {
        if (id === "gone") return {};
        if (id === "broken") fail({ code: 5 });
        return { id, props: { ...outs, seen: true }, inputs: { size: outs.size } };
      },
      async update(id, olds, news) { console.log("updating " + id); return { outs: { ...news, was: olds.size } }; },
      async delete(id) { if (id === "kept") fail({}); },
    };
  `,
});
const provider = `exports.handler = () => require(${JSON.stringify(`${project.folder}/counter.js`)}).counter;`;

let host: Host;
beforeAll(async () => {
  host = await startHost({ cwd: project.folder, provider, config: { "counter:prefix": "c-" } });
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

test("check returns inputs or failures", async () => {
  expect(await host.check({}, { size: unknown })).toEqual({
    inputs: { size: unknown, checked: true, __provider: provider },
    failures: [],
  });
  expect((await host.check({}, { size: -1 })).failures).toEqual([{ property: "size", reason: "too small" }]);
});

test("diff distinguishes yes, no and not stated", async () => {
  const changes = async (olds: object, news: object) => host.diff("c-1", { ...olds }, { ...news });
  expect(await changes({ size: 1, kind: "a" }, { size: 2, kind: "b" })).toEqual({
    changes: true,
    replaces: ["kind"],
    deleteBeforeReplace: true,
  });
  expect(await changes({ size: 1 }, { size: 1 })).toMatchObject({ changes: false, replaces: [] });
  expect((await changes({}, { size: 1 })).changes).toBeUndefined();
});

test("a resource is created with the config, read, updated and deleted", async () => {
  const { id, outputs } = await host.create({ size: 4, tags: ["x", null, { deep: true }] });
  expect([id, outputs]).toEqual([
    "c-4",
    { size: 4, tags: ["x", null, { deep: true }], made: true, __provider: provider },
  ]);
  expect(await host.read(id, outputs)).toEqual({
    id,
    outputs: { ...outputs, seen: true },
    inputs: { size: 4, __provider: provider },
  });
  expect(await host.update(id, outputs, { size: 5 })).toEqual({ size: 5, was: 4, __provider: provider });
  await host.delete(id, outputs);
  expect((await host.read("gone", outputs)).id).toBe("");
  await host.printed.include("updating c-4");
});

test("failures carry their message, code and what is left of a partial create", async () => {
  expect(await failure(host.create({ size: 13 }))).toMatchObject({
    message: "out of luck",
    partial: { id: "c-13", properties: { size: 12 }, reasons: ["thirteen"] },
  });
  const broken = await failure(host.read("broken", {}));
  expect([broken.code, broken.partial]).toEqual([5, undefined]);
  expect(await failure(host.delete("kept", {}))).toMatchObject({ message: "out of luck" });
  await host.printed.include("out of luck");
});

test("a folder without the SDK is refused", async () => {
  await expect(startHost({ cwd: "/" })).rejects.toThrow("@pulumi/pulumi");
});
