import { PartialFailure } from "../../../provider/errors";
import type { ResourceHandlers } from "../../../provider/kit/handlers";
import { toDynamicProvider } from "../../../provider/engine/to-dynamic-provider";

const stored = { id: "1", outs: {} };
const provider = (methods: Partial<ResourceHandlers>) =>
  toDynamicProvider({
    configure: () => undefined,
    check: async (_olds, inputs) => ({ inputs, failures: [] }),
    diff: async () => ({ changes: false, replaces: [], deleteBeforeReplace: false }),
    create: async () => stored,
    read: async () => stored,
    import: async () => stored,
    update: async () => stored,
    delete: async () => undefined,
    ...methods,
  });

const thrown = async (run: Promise<unknown>): Promise<Error & Record<string, unknown>> =>
  run.then(
    () => Promise.reject(new Error("nothing was thrown")),
    (error: Error & Record<string, unknown>) => error,
  );

test("strips undefined from results, at every depth, and keeps null", async () => {
  const outs = {
    a: undefined,
    b: null,
    rules: { x: { cidr: undefined, port: 1 } },
    list: [undefined, { y: undefined }],
  };
  expect(await provider({ create: async () => ({ id: "1", outs }) }).create({})).toStrictEqual({
    id: "1",
    outs: { id: "1", b: null, rules: { x: { port: 1 } }, list: [null, {}] },
  });
});

test("the id is among the outputs, where policies find it, and handlers do not get it back", async () => {
  const seen: unknown[] = [];
  const read: ResourceHandlers["read"] = async (id, olds) => {
    seen.push(olds);
    return { id, outs: olds };
  };
  expect(await provider({ read }).read("7", { id: "7", name: "web" })).toEqual({
    id: "7",
    props: { id: "7", name: "web" },
  });
  expect(seen).toEqual([{ name: "web" }]);
});

test("an Error loses its stack trace and its numeric code", async () => {
  const bad = Object.assign(new Error("401 Invalid token."), { code: 16 });
  const error = await thrown(provider({ read: () => Promise.reject(bad) }).read("1", {}));
  expect(error).toBeInstanceOf(Error);
  expect(error.message).toBe("401 Invalid token.");
  expect(`${error}: ${error.stack}`).toBe("pulumi-security-groups: 401 Invalid token.");
  expect(error["code"]).toBeUndefined();
});

test.each(["check", "diff", "read", "delete"] as const)(
  "%s: what is not an Error becomes one",
  async (method) => {
    // Without it the host would never answer.
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors
    const error = await thrown(provider({ [method]: () => Promise.reject("text") })[method]("1", {}, {}));
    expect(error).toBeInstanceOf(Error);
    expect(error.message).toBe("text");
  },
);

test("a throw before the first await is caught as well", async () => {
  const check = () => {
    throw new Error("at once");
  };
  expect((await thrown(provider({ check }).check({}, {}))).message).toBe("at once");
});

test.each(["create", "update"] as const)("a partial %s keeps __provider and says why", async (method) => {
  const failing = async () => {
    throw new PartialFailure("42", { name: "web", state: undefined }, "the group is ERRED");
  };
  const guard = provider({ [method]: failing });
  const inputs = { name: "web", __provider: "exports.handler" };
  const error = await thrown(method === "create" ? guard.create(inputs) : guard.update("42", {}, inputs));
  expect({ ...error }).toStrictEqual({
    id: "42",
    properties: { id: "42", name: "web", __provider: "exports.handler" },
    reasons: ["the group is ERRED"],
  });
});

test("a failure of check does not make the engine print values", async () => {
  const failures = ["rules[0]: protocol is unknown."];
  const result = await provider({
    check: async (_olds, inputs) => ({ inputs, failures }),
  }).check({}, { name: "web" });
  expect(result).toEqual({
    inputs: { name: "web" },
    failures: [{ property: "", reason: "rules[0]: protocol is unknown." }],
  });
});

test("configure is called through at once", () => {
  let seen: unknown;
  const guard = provider({
    configure: (config) => {
      seen = config;
    },
  });
  const config = { get: () => undefined, require: () => "" };
  void guard.configure({ config });
  expect(seen).toBe(config);
});

describe("secret inputs", () => {
  const user = "24e12e20-0851-5354-e2c3-04b16c4c9c45";
  const secret = { users: [user], secretInputs: ["users"] };

  test("show in no line, no failure and no error, be they new or old", async () => {
    const said: string[] = [];
    jest.spyOn(console, "log").mockImplementation((line: string) => void said.push(line));
    const check: ResourceHandlers["check"] = async (_olds, inputs, { print }) => {
      print(`detaches ${user}`);
      return { inputs, failures: [`${user} is unknown.`] };
    };
    const { failures = [] } = await provider({ check }).check(secret, { users: [] });
    jest.restoreAllMocks();
    expect([...said, ...failures.map(({ reason }) => reason)]).toEqual([
      "detaches [secret]",
      "[secret] is unknown.",
    ]);
    const update = () => Promise.reject(new Error(`cannot detach ${user}`));
    const error = await thrown(provider({ update }).update("1", secret, { users: [] }));
    expect(error.message).toBe("cannot detach [secret]");
  });

  test("that no longer are inputs stay secret in state until an operation has succeeded", async () => {
    const seen: unknown[] = [];
    const update: ResourceHandlers["update"] = async (id, olds, news) => {
      seen.push(olds["users"]);
      if (seen.length === 1)
        throw new PartialFailure(id, { users: [user], why: `no ${user}` }, "half of it failed");
      return { id, outs: news };
    };
    const guard = provider({ update });
    const failure = await thrown(guard.update("1", secret, { users: [] }));
    expect(failure["properties"]).toEqual({
      id: "1",
      users: [],
      why: "no [secret]",
      formerSecrets: { users: [user], secretInputs: ["users"] },
    });
    const state = failure["properties"] as object;
    expect(await guard.diff("1", state, { users: [] })).toMatchObject({ changes: true });
    expect(await guard.update("1", state, { users: [] })).toEqual({ id: "1", outs: { id: "1", users: [] } });
    expect(seen).toEqual([[user], [user]]);
  });
});

test("state without the code that the host runs counts as changed: the native plugin made it", async () => {
  const __provider = "exports.handler = …";
  expect(await provider({}).diff("1", { name: "web" }, { name: "web", __provider })).toMatchObject({
    changes: true,
  });
  expect(
    await provider({}).diff("1", { name: "web", __provider }, { name: "web", __provider }),
  ).toMatchObject({ changes: false });
});

test("hands on what replaceOnChanges names next to the inputs, and what a diff replaces", async () => {
  let seen: unknown[] = [];
  const guard = provider({
    diff: async (...given) => {
      seen = given;
      return { changes: true, replaces: ["tenant", "name"], deleteBeforeReplace: true };
    },
  });
  const state = { __provider: "text", name: "web" };
  const result = await guard.diff("1", state, { ...state, __replaceOnChanges: ["name"] });
  expect(seen).toEqual([
    "1",
    state,
    state,
    { replaceOnChanges: ["name"], print: expect.any(Function) as unknown },
  ]);
  expect(result).toMatchObject({ replaces: ["tenant", "name"] });
});
