import { readE24cloudSettings } from "../../../provider/e24cloud/api/settings";
import { SettingsError } from "../../../provider/errors";
import { readWaldurSettings } from "../../../provider/waldur/api/settings";

const config = (values: Record<string, string>) => ({ get: (key: string) => values[key] });
const waldur = { "waldur:apiUrl": "https://waldur.example.com", "waldur:token": "5".repeat(40) };
const e24cloud = { "e24cloud:apiKey": "key", "e24cloud:apiSecret": "secret" };

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

test.each([
  ["https://waldur.example.com", "https://waldur.example.com/api/"],
  ["https://waldur.example.com/", "https://waldur.example.com/api/"],
  ["https://waldur.example.com/api", "https://waldur.example.com/api/"],
  ["https://waldur.example.com/api//", "https://waldur.example.com/api/"],
  ["https://api", "https://api/api/"],
  ["http://127.0.0.1:8000/waldur/api/?x=1", "http://127.0.0.1:8000/waldur/api/"],
  ["https://waldur.example.com/myapi", "https://waldur.example.com/myapi/api/"],
])("the address %s is %s", (written, address) => {
  expect(readWaldurSettings(config({ ...waldur, "waldur:apiUrl": written })).apiUrl).toBe(address);
});

test("defaults", () => {
  expect(readWaldurSettings(config(waldur))).toEqual({
    apiUrl: "https://waldur.example.com/api/",
    token: "5".repeat(40),
    tenant: undefined,
    pullOnRefresh: false,
    confirmRemovals: true,
    requestTimeout: 30,
    maxConnections: 8,
    lint: "warn",
    pollInterval: 0.5,
  });
  expect(readE24cloudSettings(config(e24cloud)).endpoint).toBe("https://eu-poland-1poznan.api.e24cloud.com");
});

test("a region has its address, and an endpoint takes its place", () => {
  const second = { ...e24cloud, "e24cloud:region": "poznan-2" };
  expect(readE24cloudSettings(config(second)).endpoint).toBe("https://eu-poland-1poznan2.api.e24cloud.com");
  const own = { ...second, "e24cloud:endpoint": "http://127.0.0.1:9/" };
  expect(readE24cloudSettings(config(own)).endpoint).toBe("http://127.0.0.1:9");
});

test("the configuration counts before the environment, and an empty variable is none", () => {
  process.env["WALDUR_TENANT"] = "from-environment";
  expect(readWaldurSettings(config(waldur)).tenant).toBe("from-environment");
  expect(readWaldurSettings(config({ ...waldur, "waldur:tenant": "from-config" })).tenant).toBe(
    "from-config",
  );
  process.env["WALDUR_TENANT"] = "";
  expect(readWaldurSettings(config(waldur)).tenant).toBeUndefined();
});

function problems(read: () => unknown): [string, string][] {
  try {
    read();
  } catch (error) {
    if (error instanceof SettingsError) return [...error.problems];
  }
  throw new Error("no SettingsError");
}

test("what is missing is named with every way to set it", () => {
  expect(problems(() => readWaldurSettings(config({})))).toEqual([
    [
      "waldur:apiUrl",
      "waldur:apiUrl is not set. Set it with pulumi config set waldur:apiUrl or the variable WALDUR_API_URL; an explicit Provider takes waldur: { apiUrl: … }.",
    ],
    [
      "waldur:token",
      "waldur:token is not set. Set it with pulumi config set --secret waldur:token or the variable WALDUR_ACCESS_TOKEN; an explicit Provider takes waldur: { token: … }.",
    ],
  ]);
});

test("what is wrong is named, and never with the value of a secret", () => {
  const wrong = config({
    "waldur:apiUrl": "ftp://x",
    "waldur:token": "two words",
    "waldur:maxConnections": "0",
  });
  const found = problems(() => readWaldurSettings(wrong));
  expect(found.map(([key]) => key)).toEqual(["waldur:apiUrl", "waldur:token", "waldur:maxConnections"]);
  expect(found[0]?.[1]).toMatch(
    /^waldur:apiUrl is "ftp:\/\/x": write an address with http or https, .* Set it with/,
  );
  expect(JSON.stringify(found)).not.toContain("two words");
});

test("no message is one of zod's own", () => {
  const wrong = ["requestTimeout", "maxConnections", "pollInterval", "pullOnRefresh"];
  const settings = Object.fromEntries(wrong.map((key) => [`waldur:${key}`, "soon"]));
  const found = problems(() => readWaldurSettings(config({ ...waldur, ...settings })));
  expect(found.map(([, text]) => text.replace(/\. Set.*/, "."))).toEqual([
    "waldur:pullOnRefresh must be true or false.",
    "waldur:requestTimeout must be a number of seconds, more than 0.",
    "waldur:maxConnections must be a whole number, at least 1.",
    "waldur:pollInterval must be a number of seconds, more than 0.",
  ]);
});

test.each([
  "ftp://robot:pa55/w@rd@waldur.example.com/api/?token=pa55",
  "https://robot:pa55 w@rd@waldur.example.com:x/",
  "robot:pa55@waldur.example.com/api",
])("an address that is refused is quoted without user and password: %s", (apiUrl) => {
  const [[, text = ""] = []] = problems(() =>
    readWaldurSettings(config({ ...waldur, "waldur:apiUrl": apiUrl })),
  );
  expect(text).toContain("waldur.example.com");
  expect(text).not.toMatch(/pa55|rd@|robot/);
});

test("an address that is taken leaves out user and password", () => {
  const apiUrl = "https://robot:pa55@waldur.example.com/";
  expect(readWaldurSettings(config({ ...waldur, "waldur:apiUrl": apiUrl })).apiUrl).toBe(
    "https://waldur.example.com/api/",
  );
});
