import { risks } from "../../../../../provider/e24cloud/firewall-group/statements";
import type { Rule } from "../../../../../provider/e24cloud/rule/args";

const risksOf = (rule: Rule) =>
  risks({
    wanted: {},
    before: undefined,
    after: { managed: { one: rule }, others: { rules: {}, perhaps: {} } },
    firewall: "on",
    concernsTraffic: true,
  });

test("a rule with unknown values may let in, so that nothing is certain", () => {
  const hedge = "unless a rule allows more than is known";
  expect(risksOf({ direction: "IN", protocol: "ALL" })).toEqual([
    expect.stringContaining(`lets nothing in, ${hedge}`),
    expect.stringMatching(/lets nothing out: add/),
    expect.stringContaining(`lose their addresses when their leases end, ${hedge}`),
  ]);
  expect(risksOf({ direction: "OUT", protocol: "TCP" })).toEqual([
    expect.stringMatching(/lets nothing in$/),
    expect.stringMatching(/when their leases end: add/),
  ]);
});
