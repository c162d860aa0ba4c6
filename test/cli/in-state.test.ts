import { ask } from "../../cli/explain/ask";
import { wordingOfDynamic } from "../../cli/source/settings";
import type { Group } from "../../cli/groups/group";
import { groupsInState, serversInState } from "../../cli/groups/in-state";
import { graphOf } from "../../cli/graph/model";
import { lintGroups } from "../../cli/lint/find";
import type { ResourceInState } from "../../cli/source/state";

const HTTPS = "ingress IPv4 tcp 443 from 0.0.0.0/0";
const SSH = "ingress IPv4 tcp 22 from 0.0.0.0/0";
const rules = { [HTTPS]: {} };

type Outputs = Record<string, unknown>;
const inState = (handler: ResourceInState["handler"], outputs: Outputs, title = "web", id = "1") => ({
  handler,
  title,
  id,
  outputs,
  secret: new Set<string>(),
  settings: undefined,
  wording: wordingOfDynamic,
});
const waldur = (outputs: Outputs, title?: string, id?: string) =>
  inState("waldurSecurityGroup", { state: "OK", tenant: "t", ...outputs }, title, id);
const e24cloud = (outputs: Outputs) => inState("e24cloudFirewallGroup", outputs);

const groupsOf = (...resources: readonly ResourceInState[]) => groupsInState(resources).groups;
function theOne(...resources: readonly ResourceInState[]): Group {
  const [group] = groupsOf(...resources);
  if (group === undefined) throw new Error("there is no group");
  return group;
}

/** Whether a group lets ssh in from a host, and by what. */
function answer(...resources: readonly ResourceInState[]): unknown[] {
  const group = theOne(...resources);
  const { allowed, by, perhapsBy } = ask([group], { tcp: 22, from: "192.0.2.1" }, [group]).explanation;
  return [allowed, ...by, ...perhapsBy];
}

const UNSEEN = "rules that are not in state: add --live to read them";

describe("explain counts the rules that the program does not have", () => {
  test.each<[string, readonly ResourceInState[], unknown[]]>([
    ["as the group has them", [waldur({ rules, unmanagedRules: { [SSH]: {} } })], ["all", SSH]],
    ["as the group has none", [waldur({ rules, unmanagedRules: {} })], ["nothing"]],
    ["where none is managed", [waldur({ unmanagedRules: { [SSH]: {} } })], ["all", SSH]],
    ["not known in older state", [waldur({ rules })], ["unknown", UNSEEN]],
    ["not known where rules are not managed", [waldur({})], ["unknown", UNSEEN]],
    [
      "by the resource that sets them",
      [waldur({}), inState("waldurSecurityGroupRules", { rules, unmanagedRules: {} })],
      ["nothing"],
    ],
    [
      "by the resource that sets them, rather than by what the group had before",
      [
        waldur({ unmanagedRules: { [SSH]: {} } }),
        inState("waldurSecurityGroupRules", { rules, unmanagedRules: {} }),
      ],
      ["nothing"],
    ],
    [
      "not known where they are sealed",
      [{ ...waldur({ rules, unmanagedRules: { [SSH]: {} } }), secret: new Set(["unmanagedRules"]) }],
      ["unknown", UNSEEN],
    ],
    [
      "of e24cloud, default rules among them",
      [e24cloud({ rules: {}, unmanagedRules: { "ingress tcp 22 from anywhere": {} }, active: true })],
      ["all", "ingress tcp 22 from anywhere"],
    ],
  ])("%s", (_title, resources, expected) => {
    expect(answer(...resources)).toEqual(expected);
  });

  test("what is allowed for certain is so whatever else there is", () => {
    expect(answer(waldur({ rules: { [SSH]: {} } }))).toEqual(["all", SSH]);
  });
});

test("an attachment is not a group, whatever its state says", () => {
  const outputs = { name: "web-1", instance: "2", securityGroups: ["1"], state: "ERRED", tenant: "t" };
  const attachment = inState("waldurSecurityGroupAttachment", outputs, "web-1", "instance/2/web-1");
  const sealed = { ...attachment, secret: new Set(["rules"]) };
  expect(groupsInState([waldur({ rules }), attachment, sealed])).toMatchObject({
    groups: [{ id: "1", title: "web" }],
    hidden: [],
  });
});

test.each<[string, ResourceInState]>([
  [
    "a group in error",
    waldur({ rules: { [SSH]: {} }, unmanagedRules: {}, state: "ERRED", errorMessage: "no" }),
  ],
  ["a group that is not finished", waldur({ rules: { [SSH]: {} }, unmanagedRules: {}, state: "UPDATING" })],
  ["an update that failed", waldur({ rules: { [SSH]: {} }, unmanagedRules: {}, unfinished: true })],
])("%s may have other rules in force", (_title, resource) => {
  expect(answer(resource)).toEqual([
    "unknown",
    SSH,
    expect.stringMatching(/^the rules in force, which may be others: /),
  ]);
});

describe("a firewall that is off", () => {
  const off = e24cloud({ rules: {}, unmanagedRules: {}, active: false });

  test("lets everything through", () => {
    expect(answer(off)).toEqual(["all", "its firewall, which is off and allows everything"]);
    expect(lintGroups([theOne(off)]).map(({ kind }) => kind)).toEqual(["firewall-off"]);
    const { nodes, edges } = graphOf([theOne(off)]);
    expect(nodes.flatMap(({ remarks }) => remarks)).toEqual(["firewall off", "out: everything"]);
    expect(edges).toMatchObject([{ from: "world", services: ["everything"], kind: "risky" }]);
  });

  test("one that was never set is not known to be on", () => {
    const unset = theOne(e24cloud({ rules: {}, unmanagedRules: {} }));
    expect(unset).toMatchObject({ active: undefined });
    expect(graphOf([unset]).nodes).toMatchObject([{ remarks: ["firewall not known to be on"] }]);
    const on = theOne(e24cloud({ rules: {}, unmanagedRules: {}, active: true }));
    expect(graphOf([on]).nodes).toMatchObject([{ remarks: [] }]);
  });
});

const ODD = "ingress IPv4 all from 10.0.0.0/8";

test("lint warns of what the rules of others open, and calls none redundant because of them", () => {
  const group = theOne(
    waldur({
      rules: { "ingress IPv4 tcp 22 from 10.0.0.0/8": {}, "ingress IPv4 tcp 80 from 10.0.0.0/8": {} },
      unmanagedRules: { [SSH]: {}, [ODD]: {} },
    }),
  );
  expect(lintGroups([group]).map(({ kind, message }) => [kind, message])).toEqual([
    [
      "unknown-rule",
      `"${ODD}", which the program does not have, has unknown values and may open everything: check it in the cloud`,
    ],
    [
      "open-ssh",
      `"${SSH}", which the program does not have, opens ssh to the world: remove it, or add what is needed to the program`,
    ],
  ]);
});

test("the graph shows the rules of others as such, unknown words as unknown, and what is not known", () => {
  const web = theOne(waldur({ rules, unmanagedRules: { [SSH]: {}, [ODD]: {} } }));
  expect(graphOf([web]).edges).toMatchObject([
    {
      from: "world",
      services: ["https", "unknown (unmanaged)", "ssh (unmanaged)"],
      kind: "risky",
      rules: [`web: ${HTTPS}`, `web: ${ODD} (unmanaged)`, `web: ${SSH} (unmanaged)`],
    },
  ]);
  const remarks = (resource: ResourceInState) => graphOf([theOne(resource)]).nodes.at(-1)?.remarks;
  expect(remarks(waldur({ rules }))).toEqual(["other rules not known"]);
  expect(remarks(waldur({}))).toEqual(["rules not managed", "other rules not known"]);
  expect(remarks(waldur({ rules, unmanagedRules: {}, unfinished: true }))).toEqual([
    "its last update was not finished",
  ]);
});

test("a line between groups is not called one-sided where the other side is not known", () => {
  const a = "a".repeat(32);
  const b = "b".repeat(32);
  const target = waldur(
    { rules: { [`ingress IPv4 tcp 5432 from group ${a}`]: {} }, unmanagedRules: {} },
    "db",
    b,
  );
  const kinds = (source: Outputs) =>
    graphOf(groupsOf(target, waldur(source, "app", a))).edges.map(({ kind }) => kind);
  expect(kinds({ rules: {} })).toEqual(["usual"]);
  expect(kinds({ rules: {}, unmanagedRules: {} })).toEqual(["half"]);
});

test("servers have the groups of their attachments, secret ones only where secrets are shown", () => {
  const attachment = (title: string, outputs: Outputs, ...secret: string[]) => ({
    ...inState("waldurSecurityGroupAttachment", outputs, title, title),
    secret: new Set(secret),
  });
  const resources = [
    attachment("one", { securityGroups: ["1", "2"], targetName: "web-1" }),
    attachment("two", { securityGroups: ["1"] }),
    attachment("hidden", { securityGroups: ["2"], targetName: "vault" }, "securityGroups"),
    waldur({ rules }),
  ];
  expect(serversInState(resources)).toEqual(
    new Map([
      ["1", ["web-1", "two"]],
      ["2", ["web-1"]],
    ]),
  );
  expect(serversInState(resources, { showSecrets: true }).get("2")).toEqual(["web-1", "vault"]);
});
