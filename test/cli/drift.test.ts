import { compare, type Drift } from "../../cli/drift/compare";
import { driftText } from "../../cli/drift/command";

const HTTPS = "ingress IPv4 tcp 443 from 0.0.0.0/0";
const SSH = "ingress IPv4 tcp 22 from 0.0.0.0/0";
const ODD = "ingress IPv4 all from 0.0.0.0/0";
type Outputs = Record<string, unknown>;

const found = (state: Outputs, live: Outputs, resource = "web", handler = "waldurSecurityGroup" as const) =>
  compare({ resource, id: "1", state, live, handler, nameOf: (id) => id, secret: new Set() });

const said = (...drift: (Drift | undefined)[]) =>
  driftText({ drift: drift.filter((one) => one !== undefined), failures: [] }, 9).split("\n");

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

test("a rule with unknown values may allow everything", () => {
  expect(said(found({ rules: { [HTTPS]: {} } }, { rules: { [ODD]: {} } })).slice(0, 3)).toEqual([
    `web: what "${ODD}" may allow is not known`,
    `  + ${ODD}`,
    `  - ${HTTPS}`,
  ]);
  const covered = found({ rules: { [ODD]: {} } }, { rules: { [ODD]: {}, [SSH]: {} } });
  expect(covered).toMatchObject({ added: [SSH], opens: [], unknown: [ODD] });
});

test("the same sentence about several resources is one line", () => {
  const drifted = (name: string) =>
    found({ rules: { [HTTPS]: {} } }, { rules: { [HTTPS]: {}, [SSH]: {} } }, name);
  expect(said(drifted("api"), found({ name: "a" }, { name: "b" }), drifted("app"))).toEqual([
    "api, app: allows tcp 22 from 0.0.0.0/0",
    `  + ${SSH}`,
    "web: allows the same as in state",
    '  ~ name: "b", in state "a"',
    expect.stringMatching(/^3 of 9 resources have drifted/),
  ]);
});
