import fc from "fast-check";
import { fromWire, toWire, ruleKey } from "../../../../provider/e24cloud/rule/fields";
import type { Rule } from "../../../../provider/e24cloud/rule/args";
import { groupReply, groupSchema, groupsReply } from "../../../../provider/e24cloud/api/schema";
import { arbitraryRule } from "../arbitrary-rules";

const bare = { id: "24E12E20-0851-5354-e2c3-04b16c4c9c45", name: "web" };
const rulesOf = (...rules: object[]) => groupSchema.parse({ ...bare, rules }).rules.map(fromWire);

test("a group with next to nothing in it is read", () => {
  expect(groupSchema.parse(bare)).toEqual({
    id: "24e12e20-0851-5354-e2c3-04b16c4c9c45",
    name: "web",
    owner: undefined,
    users: [],
    virtualMachines: [],
    permissions: { global: [], vm: [] },
    resources: [],
    rules: [],
    complete: false,
    unreadable: [],
  });
});

test("what the documentation never shows is taken in any form", () => {
  const group = groupSchema.parse({
    ...bare,
    members: ["U1", { id: "u2", name: "anna" }],
    virtual_machines: [{ id: "V1", label: "www" }],
    permissions: { global: ["all"], vm: null },
    resources: null,
    rules: null,
    zone_id: 7,
  });
  expect(group.users).toEqual([{ id: "u1" }, expect.objectContaining({ id: "u2", name: "anna" })]);
  expect(group.virtualMachines).toEqual([expect.objectContaining({ id: "v1", label: "www" })]);
  expect(group.permissions).toEqual({ global: ["all"], vm: [] });
});

test("a group alone, or as the only one of an array, is the same", () => {
  expect(groupReply.parse({ success: true, group: bare })).toEqual(groupReply.parse({ groups: [bare] }));
  expect(groupReply.safeParse({ groups: [] }).success).toBe(false);
  expect(groupsReply.safeParse({ groups: "none" }).success).toBe(false);
});

test("numbers quoted, plain or null are the same rule", () => {
  const plain = { id: 7, direction: "IN", protocol: "TCP", min_port: 80, max_port: 81, icmp_type: null };
  const quoted = {
    id: "7",
    direction: "in",
    protocol: "tcp",
    min_port: "80",
    max_port: "81",
    src_address: "",
  };
  expect(rulesOf(plain)).toEqual(rulesOf(quoted));
});

test.each([
  ["198.51.100.7", "198.51.100.7/32"],
  ["198.51.100.7/24", "198.51.100.0/24"],
  ["0.0.0.0/0", undefined],
  ["::/0", "::/0"],
  ["2001:DB8:0::1", "2001:db8::1/128"],
  ["office", "office"],
])("the address %s is %s", (address, canonical) => {
  expect(rulesOf({ id: 1, direction: "IN", src_address: address })[0]?.srcAddress).toBe(canonical);
});

test("a port that comes alone stands for both", () => {
  expect(rulesOf({ id: 1, direction: "IN", protocol: "UDP", max_port: "53" })[0]).toMatchObject({
    minPort: 53,
    maxPort: 53,
  });
});

test("a rule comes back as it was sent", () => {
  const read = (rule: Rule) => {
    const [live] = rulesOf({ ...toWire(rule), id: 1 });
    expect(live && ruleKey(live)).toBe(ruleKey(rule));
    // Numbers go as numbers, ICMP values as text.
    const { min_port: port, icmp_type: type } = toWire(rule);
    expect([typeof port, typeof type]).toEqual([
      typeof rule.minPort,
      rule.icmpType === undefined ? "undefined" : "string",
    ]);
  };
  fc.assert(fc.property(arbitraryRule, read));
});
