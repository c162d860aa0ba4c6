import fc from "fast-check";
import { covers } from "../../../../provider/traffic/set";
import { trafficChange } from "../../../../provider/traffic/format";
import type { Rule } from "../../../../provider/e24cloud/rule/args";
import { ruleTraffic } from "../../../../provider/e24cloud/rule/traffic";
import { arbitraryRule } from "../arbitrary-rules";

const from = (...addresses: (string | undefined)[]) =>
  addresses.flatMap((srcAddress) =>
    ruleTraffic({ direction: "IN", protocol: "TCP", minPort: 22, maxPort: 22, srcAddress }),
  );
const IPv4 = "0.0.0.0/0";
const halves = ["0.0.0.0/1", "128.0.0.0/1"];

test("networks that are together all addresses are anywhere", () => {
  expect(covers(from(...halves), from(IPv4))).toBe(true);
  expect(covers(from(...halves, "::/1", "8000::/1"), from(undefined))).toBe(true);
  expect(covers(from("0.0.0.0/1"), from(IPv4))).toBe(false);
  expect(trafficChange(from(IPv4), from(...halves))).toEqual({ opens: [], closes: [] });
  expect(trafficChange([], from(...halves)).opens).toEqual(["tcp 22 from 0.0.0.0/0"]);
});

test("an address that is left out admits both families", () => {
  expect(covers(from(undefined), from(IPv4, "::/0"))).toBe(true);
  expect(covers(from(...halves), from("::/0"))).toBe(false);
});

test("no change of rules is reported with groups, which no rule here can name", () => {
  const networks = fc.constantFrom<string | undefined>(
    undefined,
    ...halves,
    "10.0.0.0/8",
    "255.255.255.255/32",
    "224.0.0.0/3",
    "::/0",
    "::/1",
    "ff00::/8",
  );
  const rules = fc.array(
    fc
      .tuple(arbitraryRule, networks)
      .map(([rule, srcAddress]): Rule => ({ ...rule, srcAddress, dstAddress: undefined })),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(rules, rules, (old, wanted) => {
      const { opens, closes } = trafficChange(old.flatMap(ruleTraffic), wanted.flatMap(ruleTraffic));
      expect([...opens, ...closes].join()).not.toContain("group");
    }),
    { numRuns: 300 },
  );
});
