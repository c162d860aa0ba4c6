import { checkGroup as checkFirewallGroup } from "../../../../provider/e24cloud/firewall-group/check";
import { readE24cloudSettings } from "../../../../provider/e24cloud/api/settings";
import { checkGroup } from "../../../../provider/waldur/security-group/check";
import { readWaldurSettings } from "../../../../provider/waldur/api/settings";

const waldur = readWaldurSettings({
  get: (key) =>
    ({ "waldur:apiUrl": "https://waldur.example.com", "waldur:token": "t", "waldur:tenant": "a".repeat(32) })[
      key
    ],
});
const e24cloud = () =>
  readE24cloudSettings({ get: (key) => ({ "e24cloud:apiKey": "k", "e24cloud:apiSecret": "s" })[key] });

const ssh = { protocol: "tcp", ports: 22, cidr: "0.0.0.0/0" };
const notes = (olds: object, news: object) => checkGroup({ ...olds }, { name: "web", ...news }, waldur).notes;

test("a new group with SSH open to the world is warned of, at Waldur", () => {
  expect(notes({}, { rules: [ssh] })).toEqual([
    'warning: security group "web": "ingress IPv4 tcp 22 from 0.0.0.0/0" opens ssh to the world: name the networks that need it',
  ]);
});

test("a change has its verdict first, an unchanged group says nothing", () => {
  const { inputs } = checkGroup({}, { name: "web", rules: [] }, waldur);
  expect(notes(inputs, { rules: [ssh] })?.map((note) => note.slice(0, 12))).toEqual([
    "web: opens t",
    "warning: sec",
  ]);
  expect(
    notes(checkGroup({}, { name: "web", rules: [ssh] }, waldur).inputs, { rules: [ssh] }),
  ).toBeUndefined();
});

test("secret addresses stay out", () => {
  const rules = [
    { protocol: "tcp", ports: 443, cidr: "198.51.100.0/24" },
    { protocol: "tcp", ports: 443, cidr: "198.51.100.7/32" },
  ];
  const said = notes({}, { rules, secretRules: true });
  expect(said).toHaveLength(1);
  expect(JSON.stringify(said)).not.toContain("198.51");
});

test("the same at e24cloud", () => {
  const rules = [{ direction: "IN", protocol: "TCP", ports: 3306 }];
  expect(checkFirewallGroup({}, { name: "edge", rules }, e24cloud()).notes).toEqual([
    'warning: firewall group "edge": "ingress tcp 3306 from anywhere" opens mysql to the world: name the networks that need it',
  ]);
});
