import { compare } from "../../cli/drift/compare";

const ssh = "ingress IPv4 tcp 22 from 10.0.0.0/8";
const https = "ingress IPv4 tcp 443 from 0.0.0.0/0";
const dns = "ingress IPv4 udp 53 from 0.0.0.0/0";

const drift = (state: object, live: string[]) =>
  compare({
    resource: "web",
    id: "1",
    state: { state: "OK", ...state },
    live: { state: "OK", rules: Object.fromEntries(live.map((key) => [key, {}])) },
    handler: "waldurSecurityGroup",
    nameOf: (id) => id,
    secret: new Set(),
  });

test("what is not live is drift, unless the last update has failed: it may only have been wanted", () => {
  const rules = { [ssh]: {}, [https]: {} };
  expect(drift({ rules }, [https])).toMatchObject({ removed: [ssh], closes: ["tcp 22 from 10.0.0.0/8"] });
  expect(drift({ rules, unfinished: true }, [https])).toBeUndefined();
  expect(drift({ rules, unfinished: true }, [https, dns])).toMatchObject({
    added: [dns],
    removed: [],
    opens: ["udp 53 from 0.0.0.0/0"],
    closes: [],
  });
});

test("a group that was detached from a server is drift of its attachment", () => {
  const attachment = {
    resource: "web-1",
    id: "instance/1/web-1",
    handler: "waldurSecurityGroupAttachment" as const,
    nameOf: (id: string) => id,
    secret: new Set<string>(),
  };
  const [state, live] = [
    { state: "OK", securityGroups: ["a", "b"] },
    { state: "OK", securityGroups: ["a"] },
  ];
  expect(compare({ ...attachment, state, live })?.fields).toEqual([
    { field: "securityGroups", state: ["a", "b"], live: ["a"] },
  ]);
  expect(compare({ ...attachment, state, live: state })).toBeUndefined();
  expect(compare({ ...attachment, state, live: undefined })?.gone).toBe(true);
});
