import { compare, type Drift } from "../../cli/drift/compare";
import { driftLines } from "../../cli/drift/command";
import { inOrder } from "../../cli/drift/in-order";

const HTTPS = "ingress IPv4 tcp 443 from 0.0.0.0/0";
const SSH = "ingress IPv4 tcp 22 from 0.0.0.0/0";
const ODD = "ingress IPv4 all from 0.0.0.0/0";
type Outputs = Record<string, unknown>;

const found = (state: Outputs, live: Outputs, resource = "web", handler = "waldurSecurityGroup" as const) =>
  compare({ resource, id: "1", state, live, handler, nameOf: (id) => id, secret: new Set() });

async function* findings(drift: Iterable<Drift | undefined>) {
  for (const one of drift) if (one !== undefined) yield await Promise.resolve({ drift: one });
}

async function said(...drift: (Drift | undefined)[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const text of driftLines(findings(drift), 9)) lines.push(...text.split("\n"));
  return lines;
}

test("rules of others that state knows of are not drift", () => {
  const state = { rules: { [HTTPS]: {} }, unmanagedRules: { [SSH]: {} } };
  expect(found(state, { rules: { [HTTPS]: {}, [SSH]: {} }, unmanagedRules: {} })).toBeUndefined();
  expect(found(state, { rules: { [HTTPS]: {} }, unmanagedRules: {} })).toMatchObject({
    removed: [SSH],
    closes: ["tcp 22 from 0.0.0.0/0"],
  });
  // What older state does not say counts as having been so.
  expect(found({ rules: { [HTTPS]: {} } }, state)).toBeUndefined();
});

test("traffic that a rule of others lets in does not close", () => {
  const wider = { "ingress IPv4 tcp 1-1024 from 0.0.0.0/0": {} };
  const state = { rules: { [HTTPS]: {} }, unmanagedRules: wider };
  expect(found(state, { rules: {}, unmanagedRules: wider })).toMatchObject({ removed: [HTTPS], closes: [] });
});

test("a rule with unknown values may allow everything", async () => {
  expect((await said(found({ rules: { [HTTPS]: {} } }, { rules: { [ODD]: {} } }))).slice(0, 3)).toEqual([
    `web: what "${ODD}" may allow is not known`,
    `  + ${ODD}`,
    `  - ${HTTPS}`,
  ]);
  const covered = found({ rules: { [ODD]: {} } }, { rules: { [ODD]: {}, [SSH]: {} } });
  expect(covered).toMatchObject({ added: [SSH], opens: [], unknown: [ODD] });
});

test("the same sentence about several resources is one line", async () => {
  const drifted = (name: string) =>
    found({ rules: { [HTTPS]: {} } }, { rules: { [HTTPS]: {}, [SSH]: {} } }, name);
  expect(await said(drifted("api"), found({ name: "a" }, { name: "b" }), drifted("app"))).toEqual([
    "api, app: allows tcp 22 from 0.0.0.0/0",
    `  + ${SSH}`,
    "web: allows the same as in state",
    '  ~ name: "b", in state "a"',
    expect.stringMatching(/^3 of 9 resources have drifted/),
  ]);
});

test("of 10,000 groups that have drifted no more than a part is held, and findings are printed as they are found", async () => {
  const drifted = found({ rules: { [HTTPS]: {} } }, { rules: {} });
  let taken = 0;
  const many = function* () {
    for (; taken < 10_000; taken += 1) yield drifted && { ...drifted, resource: `web-${taken}` };
  };
  let [parts, said, most] = [0, 0, 0];
  for await (const text of driftLines(findings(many()), 10_000)) {
    most = Math.max(most, taken - said);
    if (text.startsWith("web-")) [parts, said] = [parts + 1, taken];
    else expect(text).toMatch(/^10000 of 10000 resources have drifted\./);
  }
  expect({ parts, said }).toEqual({ parts: 100, said: 9999 });
  expect(most).toBe(100);
});

test("no more resources are read at once than are needed, whatever their number, and they stay in order", async () => {
  let [taken, done, most] = [0, 0, 0];
  const numbers = function* () {
    for (; taken < 10_000; taken += 1) yield taken;
  };
  const results = inOrder(numbers(), 100, async (number) => {
    await Promise.resolve();
    return number;
  });
  for await (const number of results) {
    most = Math.max(most, taken - done);
    if (number === done) done += 1;
  }
  expect(done).toBe(10_000);
  expect(most).toBeLessThanOrEqual(100);
});
