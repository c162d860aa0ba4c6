import { request as send } from "node:http";
import { z } from "zod";
import type * as codecs from "../../../provider/rules/codec";
import type { RuleField } from "../../../provider/rules/codec";
import type { Fields } from "../../../provider/rules/rule-map";
import { startE24cloudSandbox } from "../../../sandbox/e24cloud";
import { ManagedGroup } from "../e24cloud/managed-group";
import { type Loopback, loopback } from "../http/loopback";
import { ManagedResource, type Props } from "../managed-resource";
import { crudFor, settingsFor, startSandbox } from "../waldur/sandbox";

/** The entry that a table gets: what CONTRIBUTING.md says about a new field of a rule. */
function logging(): RuleField<Fields, unknown, Fields, unknown, unknown> {
  return {
    type: z.string().optional(),
    given: { logging: { part: "descriptions" } },
    read: (value, report) => {
      if (value !== undefined && typeof value !== "string") report("logging is not a string: write one");
      return value;
    },
    wire: { name: "logging", from: (wire) => wire["logging"], to: (value) => value },
  };
}

/** The tables of both clouds with one field more, and all that follows from them. */
jest.mock("../../../provider/rules/codec", () => {
  const actual = jest.requireActual<typeof codecs>("../../../provider/rules/codec");
  const { RuleCodec } = actual as { RuleCodec: new (fields: Fields, returned?: readonly string[]) => object };
  class WithLogging extends RuleCodec {
    constructor(fields: Fields, returned?: readonly string[]) {
      super({ ...fields, logging: logging() }, returned);
    }
  }
  return { ...actual, RuleCodec: WithLogging };
});

/** A server that keeps the field for each port, in front of an emulator that does not know it. */
interface Front extends Loopback {
  readonly kept: ReadonlyMap<unknown, unknown>;
}

/** e24cloud may quote numbers. */
const portOf = (rule: Fields) => Number(rule["from_port"] ?? rule["min_port"]);

/** Each rule inside some JSON. */
function rulesIn(value: unknown): Props[] {
  if (typeof value !== "object" || value === null) return [];
  const own = "direction" in value ? [value as Props] : [];
  return [...own, ...Object.values(value).flatMap(rulesIn)];
}

async function frontOf(url: string): Promise<Front> {
  const kept = new Map<unknown, unknown>();
  const target = new URL(url);
  const front = await loopback((request, response) => {
    if (request.text !== "") {
      for (const rule of rulesIn(JSON.parse(request.text))) kept.set(portOf(rule), rule["logging"]);
    }
    const { method, url: path, headers } = request;
    const forwarded = send({ host: target.hostname, port: target.port, method, path, headers }, (answer) => {
      let text = "";
      answer.on("data", (chunk: Buffer) => (text += chunk.toString()));
      answer.on("end", () => {
        const isJson = /json/.test(answer.headers["content-type"] ?? "") && text !== "";
        const body: unknown = isJson ? JSON.parse(text) : undefined;
        for (const rule of rulesIn(body)) rule["logging"] = kept.get(portOf(rule));
        const sent = isJson ? JSON.stringify(body) : text;
        const length = { "content-length": Buffer.byteLength(sent) };
        response.writeHead(answer.statusCode ?? 500, { ...answer.headers, ...length }).end(sent);
      });
    });
    forwarded.end(request.text);
  });
  return { ...front, kept };
}

const clouds = {
  waldur: async () => {
    const sandbox = await startSandbox();
    const front = await frontOf(sandbox.apiUrl);
    const apiUrl = sandbox.apiUrl.replace(new URL(sandbox.apiUrl).origin, front.url);
    const group = new ManagedResource(crudFor(settingsFor(sandbox, { "waldur:apiUrl": apiUrl })));
    return { sandbox, front, group };
  },
  e24cloud: async () => {
    const sandbox = await startE24cloudSandbox();
    const front = await frontOf(sandbox.endpoint);
    return { sandbox, front, group: new ManagedGroup({ ...sandbox, endpoint: front.url }) };
  },
};

const args = (text: unknown) => ({
  name: "web",
  rules: [
    { protocol: "tcp", ports: 443, logging: text },
    { protocol: "tcp", ports: 80 },
  ],
});

/** What a rule has in state. */
const stored = ({ rules }: Props, port: number) =>
  Object.entries(rules as Props).find(([key]) => key.includes(`tcp ${port} `))?.[1];

describe.each(Object.entries(clouds))("%s: a field that is only in its table", (_, start) => {
  const lines = jest.spyOn(console, "log");
  let running: Awaited<ReturnType<typeof start>>;

  beforeEach(async () => {
    lines.mockReset().mockImplementation(() => undefined);
    running = await start();
  });
  afterEach(async () => {
    await running.front.close();
    await running.sandbox.close();
  });

  test("is checked, sent, kept in state, compared and read", async () => {
    const { front, group } = running;
    expect(await group.up(args("audit"))).toBe("created");
    expect(front.kept.get(443)).toBe("audit");
    expect(stored(group.outputs, 443)).toEqual({ logging: "audit" });
    expect(stored(group.outputs, 80)).toEqual({});
    expect(await group.refresh()).toBe(false);
    expect(await group.up(args("audit"))).toBe("unchanged");

    expect(await group.up(args("quiet"))).toBe("updated");
    expect(front.kept.get(443)).toBe("quiet");
    expect(stored(group.outputs, 443)).toEqual({ logging: "quiet" });
    expect(await group.up(args("quiet"))).toBe("unchanged");
  });

  test("shows in a refresh where somebody else has changed it", async () => {
    const { front, group } = running;
    await group.up(args("audit"));
    (front.kept as Map<unknown, unknown>).set(443, "other");
    expect(await group.refresh()).toBe(true);
    expect(stored(group.outputs, 443)).toEqual({ logging: "other" });
    expect(await group.up(args("audit"))).toBe("updated");
  });

  test("is refused where it is wrong, and masked where it is secret", async () => {
    const { group } = running;
    const wrong = await group.preview(args(7));
    expect(JSON.stringify(wrong.failures)).toContain("logging is not a string: write one");

    const rules = [{ logging: "ultramarine" }, { protocol: "ultramarine" }];
    const refused = await group.preview({ name: "web", rules, secretInputs: ["rules.descriptions"] });
    expect(JSON.stringify(refused.failures)).toContain("[secret]");
    expect(JSON.stringify(refused.failures)).not.toContain("ultramarine");
  });
});
