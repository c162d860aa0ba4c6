import { unverifiedText } from "../../../provider/http/errors";
import { Runs } from "../../../provider/run/run";
import { handlersOf } from "../../../provider/handlers";

test("Node.js checks certificates unless that is switched off, and commands report it", () => {
  expect(unverifiedText({})).toBeUndefined();
  expect(unverifiedText({ NODE_TLS_REJECT_UNAUTHORIZED: "1" })).toBeUndefined();
  expect(unverifiedText({ NODE_TLS_REJECT_UNAUTHORIZED: "0" })).toMatch(
    /^NODE_TLS_REJECT_UNAUTHORIZED=0 switches/,
  );
});

test.each(["waldurSecurityGroup", "e24cloudFirewallGroup"] as const)("%s: a run warns once", async (name) => {
  const before = process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
  process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
  try {
    const handlers = handlersOf(new Runs(undefined))[name];
    const config: Record<string, string> = {
      "waldur:apiUrl": "http://127.0.0.1:9",
      "waldur:token": "t",
      "e24cloud:endpoint": "http://127.0.0.1:9",
      "e24cloud:apiKey": "k",
      "e24cloud:apiSecret": "s",
    };
    handlers.configure({ get: (key) => config[key] });
    const lines: string[] = [];
    const context = { print: (line: string) => void lines.push(line) };
    await handlers.check({}, { name: "" }, context);
    await handlers.check({}, { name: "" }, context);
    await handlers
      .delete("1".repeat(32), { name: "web", timeouts: { delete: 0.1 } }, context)
      .catch(() => undefined);
    expect(lines.filter((line) => line.includes("NODE_TLS_REJECT_UNAUTHORIZED"))).toEqual([
      `warning: ${unverifiedText()}`,
    ]);
  } finally {
    if (before === undefined) delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
    else process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = before;
  }
});
