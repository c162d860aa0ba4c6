import { World, providerModes } from "../../scripts/trust/fuzz/world";
import { subjects } from "../../scripts/trust/fuzz/subjects";
import type { HostFailure } from "../../scripts/host/host";

/** What a server may put into any text: half a surrogate pair, an escape sequence, a colour code, another direction. */
const HOSTILE = "\\ud800 \\u001b]0;owned\\u0007 \\u009b31m <{%boom%}> \\u202e";
const SHOWN = /(?![\n\t])\p{Cc}|\u202e|<\{%/u;

const opened = World.open();
afterAll(async () => (await opened).close());

const ways = providerModes.flatMap((mode) =>
  subjects.map((subject) => ({ mode, subject, type: subject.handler })),
);

const failureOf = (call: Promise<unknown>): Promise<HostFailure> =>
  call.then(
    () => Promise.reject(new Error("nothing failed")),
    (error: HostFailure) => error,
  );

async function begin({ mode, subject }: (typeof ways)[number], name: string) {
  const world = await opened;
  const host = await world.host(mode, subject);
  const front = world.fronts[subject.handler === "e24cloudFirewallGroup" ? "e24cloud" : "waldur"];
  front.begin();
  await host.beginRun();
  const { inputs, failures } = await host.check({}, subject.inputs(world.known, `${mode}-${name}`));
  expect(failures).toEqual([]);
  return { host, front, inputs };
}

test.each(ways)("$type, $mode: hostile texts of a server are never shown, and stop nothing", async (way) => {
  const { host, front, inputs } = await begin(way, "hostile");
  const { id, outputs } = await host.create(inputs);
  front.begin((body) =>
    body
      .replaceAll(/"(description|name|error_message|tenant_name)":"[^"]+"/g, `"$1":"${HOSTILE}"`)
      .replaceAll('"OK"', '"ERRED"'),
  );
  await host.beginRun();
  const read = await host.read(id, outputs);
  expect(read.id).toBe(id);
  expect(JSON.stringify(read.outputs).isWellFormed()).toBe(true);
  expect(JSON.stringify(Object.values(read.outputs))).not.toMatch(/(?<!\\)\\u00[019]|<\{%/);
  front.begin(() => `{"detail":"${HOSTILE}","success":false,"error":"${HOSTILE}"}`);
  const { message } = await failureOf(host.update(id, outputs, { ...inputs, rules: {} }));
  expect(message).not.toMatch(SHOWN);
  expect(host.isAlive).toBe(true);
  front.begin();
  await host.beginRun();
  await host.delete(id, outputs);
});

test.each(ways)(
  "$type, $mode: an error of megabytes does not lose what is partially created",
  async (way) => {
    if (way.type === "waldurSecurityGroupRules") return;
    const { host, front, inputs } = await begin(way, "endless");
    const endless = "no room ".repeat(800_000);
    const failed = way.type === "waldurSecurityGroup";
    let made = false;
    front.begin((body) => {
      made ||= body.includes(`${way.mode}-endless`);
      if (!made || !body.includes("{")) return body;
      return failed
        ? body
            .replaceAll(/"error_message":"[^"]*"/g, `"error_message":"${endless}"`)
            .replaceAll('"OK"', '"ERRED"')
        : body.startsWith('{"groups"')
          ? body
          : JSON.stringify({ success: false, error: endless });
    });
    const failure = await failureOf(host.create(inputs));
    expect(failure.message).toMatch(
      way.type === "waldurSecurityGroup" ? /no (room )?… \(\d+ characters\)/ : /no time|no room/,
    );
    expect(failure.message.length).toBeLessThan(2000);
    expect(failure.partial?.id).toMatch(/^[\da-f-]+$/);
    front.begin();
    await host.beginRun();
    await host.delete(failure.partial?.id ?? "", failure.partial?.properties ?? {});
  },
);

test.each(ways)("$type, $mode: an input that state could not hold as it is, is refused", async (way) => {
  const { host, inputs } = await begin(way, "refused");
  const name = way.type === "waldurSecurityGroupRules" ? "onDestroy" : "name";
  if (name === "onDestroy") return;
  const { failures } = await host.check({}, { ...inputs, name: "web <{%boom%}> \u001b" });
  expect(failures.map(({ reason }) => reason)).toEqual([
    String.raw`name has <\u007b%, \u001b, which terminals or Pulumi's display interpret: leave it out.`,
  ]);
});
