import { startWaldurSandbox } from "../../../sandbox/waldur";
import type { WaldurSandbox } from "../../../sandbox/waldur";
import { Bindings } from "./bindings";
import { Client } from "./client";
import { differences } from "./comparison";
import { readRecording } from "./recording";

let sandbox: WaldurSandbox;
let client: Client;
let bindings: Bindings;

beforeEach(async () => {
  sandbox = await startWaldurSandbox({ release: "2024-10", delay: 0 });
  client = new Client(sandbox);
  bindings = new Bindings(sandbox.url);
});
afterEach(() => sandbox.close());

const exchanges = readRecording("waldur-exchanges-3.jsonl").flatMap((line) => ("poll" in line ? [] : [line]));

test("6 exchanges are recorded", () => expect(exchanges).toHaveLength(6));

test.each(exchanges.map((line) => [line.title, line] as const))(
  "answers as the Waldur of 2024 did: %s",
  async (title, line) => {
    if (title.startsWith("T4")) await arrangeImported();
    const { method, path, auth, headers, body } = line.request;
    const response = await fetch(sandbox.url + bindings.translate(path), {
      method,
      headers: {
        "content-type": "application/json",
        ...(auth !== null && { authorization: auth }),
        ...headers,
      },
      ...(body !== null && { body: bindings.translate(body) }),
    });
    expect(await differences(line, response, bindings)).toEqual([]);
  },
);

/** The recorded group: a rule that Waldur takes, and two that it imported. */
async function arrangeImported(): Promise<void> {
  const rule = { protocol: "tcp", from_port: 22, to_port: 22, cidr: "10.0.0.0/8" };
  const { uuid } = await client.created("t1", [rule]);
  sandbox.edits.addRule(uuid, { protocol: "112" });
  sandbox.edits.addRule(uuid, { protocol: "6" });
  await sandbox.edits.backgroundPull();
  const { rules } = await client.group(uuid);
  bindings.bind("821a8237636441089555d1a7c74689fa", uuid);
  for (const [recorded, protocol] of [
    ["214", "tcp"],
    ["217", "112"],
    ["218", "6"],
  ] as const) {
    bindings.bind(recorded, String(rules.find((one) => one["protocol"] === protocol)?.id));
  }
}
