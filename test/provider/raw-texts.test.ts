import * as pulumi from "@pulumi/pulumi";
import { readE24cloudSettings } from "../../provider/e24cloud/api/settings";
import { E24cloudClient } from "../../provider/e24cloud/api/client";
import * as e24cloud from "../../provider/e24cloud/lookups";
import { readWaldurSettings } from "../../provider/waldur/api/settings";
import { WaldurClient } from "../../provider/waldur/api/client";
import * as waldur from "../../provider/waldur/lookups";
import { loopback } from "./http/loopback";

const RAW =
  /Cannot (read|destructure|use)|is not (a function|iterable)|Maximum call stack|Invalid URL|undefined/;

const unused = "http://127.0.0.1:9";
pulumi.runtime.setAllConfig({
  "waldur:apiUrl": unused,
  "waldur:token": "t",
  "e24cloud:endpoint": unused,
  "e24cloud:apiKey": "k",
  "e24cloud:apiSecret": "s",
});

const messageOf = (call: Promise<unknown>) =>
  call.then(
    () => Promise.reject(new Error("nothing failed")),
    (error: Error) => error.message,
  );

/** What a program in JavaScript may give to a lookup. */
const arguments_: unknown[] = [
  undefined,
  null,
  "web",
  {},
  { id: undefined },
  { id: 7 },
  { id: "" },
  { name: null },
  [],
];

test.each(arguments_)("lookups say what is wrong with %j", async (given) => {
  const calls = [
    waldur.getSecurityGroup(given as never),
    waldur.getTenant(given as never),
    e24cloud.getFirewallGroup(given as never),
  ];
  for (const call of calls) {
    const message = await messageOf(call);
    expect(message).toMatch(
      /^look up (security group|tenant|firewall group): the arguments are wrong: (give either id|id is empty)/,
    );
    expect(message).not.toMatch(RAW);
  }
});

test.each([null, "web", { field: "name" }, { field: [7] }, { nam: "web" }])(
  "lists say what is wrong with %j",
  async (given) => {
    for (const call of [
      waldur.getSecurityGroups(given as never),
      e24cloud.getFirewallGroups(given as never),
    ]) {
      const message = await messageOf(call);
      expect(message).toMatch(/^look up (security|firewall) groups: /);
      expect(message).not.toMatch(RAW);
    }
  },
);

describe("an id is an id before it stands in a path", () => {
  const ids = ["..", ".", "../tenants", "a/b", "", "?x", "%2e%2e", "id\n"];
  const settings = { "waldur:token": "t", "e24cloud:apiKey": "k", "e24cloud:apiSecret": "s" };

  test.each(ids)("%j goes to no server", async (id) => {
    const asked: string[] = [];
    const server = await loopback((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.end("{}");
    });
    const config = { ...settings, "waldur:apiUrl": server.url, "e24cloud:endpoint": server.url };
    const reader = { get: (key: string) => (config as Record<string, string>)[key] };
    const mine = WaldurClient.for(readWaldurSettings(reader));
    const theirs = E24cloudClient.for(readE24cloudSettings(reader));
    const calls = [
      () => mine.getGroup(id),
      () => mine.deleteGroup(id),
      () => mine.setRules(id, []),
      () => mine.getTenant(id),
      () => mine.createGroup(id, { name: "web", rules: [] }),
      () => theirs.delete(id),
      () => theirs.read(id, "GET"),
      () => theirs.switchFirewall(id, false),
    ];
    for (const call of calls)
      expect(await messageOf(call())).toMatch(/ is not (the id of a group|a security group|a tenant)/);
    expect(asked).toEqual([]);
    await server.close();
  });
});

test("an endlessly nested answer is none", async () => {
  const deep = "[".repeat(200_000) + "]".repeat(200_000);
  for (const status of [200, 400]) {
    const server = await loopback((_, response) => response.writeHead(status).end(`{"detail":${deep}}`));
    const reader = { get: (key: string) => ({ "waldur:apiUrl": server.url, "waldur:token": "t" })[key] };
    const message = await messageOf(WaldurClient.for(readWaldurSettings(reader)).getGroup("1".repeat(32)));
    expect(message).not.toMatch(RAW);
    expect(message.length).toBeLessThan(1000);
    await server.close();
  }
});

test.each(["proxy:3128", "10.0.0.1:3128", "not an address"])(
  "the proxy %s is refused as an address",
  async (proxy) => {
    const before = process.env["HTTPS_PROXY"];
    process.env["HTTPS_PROXY"] = proxy;
    try {
      const reader = { get: (key: string) => ({ "waldur:apiUrl": unused, "waldur:token": "t" })[key] };
      const message = await messageOf(WaldurClient.for(readWaldurSettings(reader)).getGroup("1".repeat(32)));
      expect(message).toMatch(/^HTTPS_PROXY is not the address of a proxy: write it with http/);
      expect(message).not.toContain(proxy);
    } finally {
      if (before === undefined) delete process.env["HTTPS_PROXY"];
      else process.env["HTTPS_PROXY"] = before;
    }
  },
);
