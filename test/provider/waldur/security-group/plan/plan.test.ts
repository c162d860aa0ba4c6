import fc from "fast-check";
import { covers, intersection } from "../../../../../provider/traffic/set";
import {
  interruptedText,
  type CurrentRule,
  planRules as planRulesOf,
  type RuleCall,
} from "../../../../../provider/waldur/security-group/plan";
import type { Rule } from "../../../../../provider/waldur/rule/args";
import { ruleTraffic } from "../../../../../provider/waldur/rule/traffic";
import { ruleKey } from "../../../../../provider/waldur/rule/fields";
import { ruleMap } from "../../../../../provider/rules/rule-map";
import { rule, tcp } from "../../rules";

const planRules = <C extends CurrentRule>(
  current: readonly C[],
  wanted: readonly Rule[],
  remaining?: number,
) => planRulesOf(current, ruleMap(wanted, { key: ruleKey }), remaining);

const live = (...rules: Rule[]): CurrentRule[] =>
  rules.map((one) => ({ key: ruleKey(one), rule: one, returnable: true }));
const imported = (one: Rule): CurrentRule => ({ key: ruleKey(one), rule: one, returnable: false });
const keys = (rules: readonly Rule[]) => rules.map(ruleKey);
const sent = ({ kept, recreated, added }: RuleCall<CurrentRule>) => ({
  kept: keys(kept.map((one) => one.rule)),
  recreated: keys(recreated.map(([, wanted]) => wanted)),
  added: added.map(({ key }) => key),
});
const range = (fromPort: number, toPort: number) => rule({ fromPort, toPort, cidr: "10.0.0.0/8" });
const ping6 = rule({ ethertype: "IPv6", protocol: "icmp", fromPort: 128, toPort: 0 });

test("nothing to do for equal sets in any order", () => {
  expect(planRules(live(tcp(1), tcp(2)), [tcp(2), tcp(1)])).toMatchObject({ calls: 0, gaps: [] });
});

test("one call keeps what is unchanged and adds the rest", () => {
  const plan = planRules(live(tcp(1), tcp(2)), [tcp(2), tcp(3)]);
  expect(plan).toMatchObject({ calls: 1, gaps: [] });
  expect(sent(plan.call)).toEqual({
    kept: ["ingress IPv4 tcp 2 from 10.0.0.0/8"],
    recreated: [],
    added: ["ingress IPv4 tcp 3 from 10.0.0.0/8"],
  });
});

test("a widened range takes two calls, the first with both", () => {
  const plan = planRules(live(range(80, 443)), [range(80, 8080)]);
  expect(plan).toMatchObject({ calls: 2, gaps: [] });
  expect(interruptedText(plan, ruleKey)).toBe(
    'two calls, the new rules first: a single one would interrupt "ingress IPv4 tcp 80-443 from 10.0.0.0/8"',
  );
  expect(sent(plan.call)).toEqual({
    kept: ["ingress IPv4 tcp 80-443 from 10.0.0.0/8"],
    recreated: [],
    added: ["ingress IPv4 tcp 80-8080 from 10.0.0.0/8"],
  });
  const then = planRules(live(range(80, 443), range(80, 8080)), [range(80, 8080)]);
  expect(then).toMatchObject({ calls: 1, gaps: [] });
});

test("one call is enough where a rule that stays covers the traffic meanwhile", () => {
  expect(planRules(live(range(80, 443), range(1, 9000)), [range(80, 8080), range(1, 9000)])).toMatchObject({
    calls: 1,
    gaps: [],
  });
});

test("without quota for both, one call with a gap that names the quota", () => {
  const plan = planRules(live(range(80, 443)), [range(80, 8080)], 0);
  expect(plan).toMatchObject({ calls: 1, gaps: [{ cause: "quota", rules: [] }] });
  expect(planRules(live(range(80, 443)), [range(80, 8080)], 1).calls).toBe(2);
});

describe("a rule in words that are not known may allow everything", () => {
  const unheard = rule({ protocol: "zzz", cidr: "10.0.0.0/8" });

  test("as it goes, what is new may have been allowed by it", () => {
    const plan = planRules([...live(tcp(1)), imported(unheard)], [tcp(1), tcp(2)]);
    expect(plan).toMatchObject({ calls: 1, gaps: [{ cause: "unknown", rules: [unheard] }] });
    expect(planRules(live(tcp(1), unheard), [tcp(1), tcp(2)]).gaps).toMatchObject([{ cause: "unknown" }]);
  });

  test("what is allowed all the time by other rules is not cut", () => {
    expect(planRules([...live(tcp(1)), imported(unheard)], [tcp(1)])).toMatchObject({ calls: 1, gaps: [] });
  });

  test("nor what a change leaves alone with it", () => {
    expect(planRules(live(tcp(1), unheard), [tcp(2), unheard])).toMatchObject({ calls: 1, gaps: [] });
  });

  test("and where it is kept, what others allow is still moved in two calls", () => {
    const plan = planRules(live(range(80, 443), unheard), [range(80, 8080), unheard]);
    expect(plan).toMatchObject({ calls: 2, gaps: [] });
  });
});

describe("ICMP over IPv6, which every change recreates", () => {
  test("is reported", () => {
    expect(planRules(live(ping6), [ping6, tcp(1)])).toMatchObject({
      calls: 1,
      gaps: [{ cause: "icmpv6", rules: [ping6] }],
    });
  });

  test("is not a gap under another rule", () => {
    const all6 = rule({ ethertype: "IPv6", protocol: "" });
    expect(planRules(live(ping6, all6), [ping6, all6, tcp(1)])).toMatchObject({ calls: 1, gaps: [] });
  });

  test("does not keep the rest from being gap-free", () => {
    const plan = planRules(live(ping6, range(80, 443)), [ping6, range(80, 8080)]);
    expect(plan).toMatchObject({ calls: 2, gaps: [{ cause: "icmpv6", rules: [ping6] }] });
  });

  test("goes under the name that Waldur takes", () => {
    const plan = planRules([imported(ping6)], [ping6, tcp(1)]);
    expect(sent(plan.call).recreated).toEqual(["ingress IPv6 icmp type 128 code 0 from ::/0"]);
    expect(plan.gaps).toMatchObject([{ cause: "icmpv6" }]);
  });
});

describe("a description alone", () => {
  const described = tcp(1, "10.0.0.0/8", { description: "new" });

  test("recreates the rule, and reports it", () => {
    const plan = planRules(live(tcp(1), tcp(2)), [described, tcp(2)]);
    expect(plan).toMatchObject({ calls: 1, gaps: [{ cause: "description", rules: [described] }] });
    expect(plan.call.recreated).toHaveLength(1);
  });

  test("changes while a rule that goes still covers it, or once one that comes does", () => {
    expect(planRules(live(tcp(1), range(1, 9)), [described])).toMatchObject({ calls: 2, gaps: [] });
    expect(planRules(live(tcp(1)), [described, range(1, 9)])).toMatchObject({ calls: 2, gaps: [] });
  });
});

test("what Waldur does not take back is recreated, and reported", () => {
  const sctp = rule({ protocol: "sctp", cidr: "10.0.0.0/8" });
  expect(planRules([imported(sctp)], [sctp, tcp(1)])).toMatchObject({
    calls: 1,
    gaps: [{ cause: "imported", rules: [sctp] }],
  });
});

/** Few ports and networks, so that rules often overlap. */
const smallRule = fc
  .record({
    protocol: fc.constantFrom("tcp", "icmp", ""),
    ends: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    family: fc.constantFrom("IPv4" as const, "IPv6" as const),
    wide: fc.boolean(),
    description: fc.constantFrom("", "d"),
  })
  .map(({ protocol, ends, family, wide, description }) => {
    const network = family === "IPv4" ? "10.0.0.0/8" : "2001:db8::/32";
    const ports = protocol === "tcp" ? { fromPort: Math.min(...ends), toPort: Math.max(...ends) } : {};
    return rule({ ethertype: family, protocol, ...ports, description, ...(wide ? {} : { cidr: network }) });
  });
const smallSet = fc.uniqueArray(smallRule, { selector: ruleKey, maxLength: 6 });

/** What OpenStack has all the time during a call: what is sent as it was read, but for ICMP over IPv6. */
const steady = (call: RuleCall<CurrentRule>) =>
  call.kept
    .map((one) => one.rule)
    .filter(({ ethertype, protocol }) => ethertype === "IPv4" || protocol !== "icmp");
const result = ({ kept, recreated, added }: RuleCall<CurrentRule>) => [
  ...kept.map((one) => one.rule),
  ...recreated.map(([, wanted]) => wanted),
  ...added.map((one) => one.rule),
];
const traffic = (rules: readonly Rule[]) => rules.flatMap(ruleTraffic);

test.each([0, 1])(
  "of two rules that are one, position %d makes no difference: the right description is kept",
  (at) => {
    const [right, wrong] = [
      rule({ ...tcp(1), description: "right" }),
      rule({ ...tcp(1), description: "wrong" }),
    ];
    const current = live(...(at === 0 ? [right, wrong] : [wrong, right]));
    const { call } = planRules(current, [right]);
    expect(call.kept.map((one) => one.rule.description)).toEqual(["right"]);
    expect(call.recreated).toEqual([]);
  },
);

test.each([0, 1])(
  "of two rules that are one, position %d makes no difference: the one that Waldur takes back is kept",
  (at) => {
    const esp = rule({ protocol: "esp", cidr: "10.0.0.0/8" });
    const both = [imported(esp), ...live(esp)];
    const { call, calls, gaps } = planRules(at === 0 ? both : both.toReversed(), [esp]);
    expect({ calls, gaps }).toEqual({ calls: 1, gaps: [] });
    expect(call.kept.map((one) => one.returnable)).toEqual([true]);
    expect(call.recreated).toEqual([]);
  },
);

test("the first of two calls keeps no rule that Waldur does not take back", () => {
  const old = rule({ ...tcp(9000), description: "old" });
  const current = [...live(range(80, 443)), imported(old)];
  const plan = planRules(current, [range(80, 8080), { ...old, description: "new" }]);
  expect(plan.calls).toBe(2);
  expect(plan.call.kept.every((one) => one.returnable)).toBe(true);
  expect(keys(plan.call.recreated.map(([, wanted]) => wanted))).toEqual([ruleKey(old)]);
});

test("every plan arrives, and leaves no unreported gap", () => {
  fc.assert(
    fc.property(smallSet, smallSet, (old, wanted) => {
      const common = intersection(traffic(old), traffic(wanted));
      const plan = planRules(live(...old), wanted);
      let current = old;
      let calls = 0;
      for (let next = plan; next.calls > 0; next = planRules(live(...current), wanted)) {
        if (plan.gaps.length === 0) expect(covers(traffic(steady(next.call)), common)).toBe(true);
        current = result(next.call);
        calls += 1;
        expect(calls).toBeLessThanOrEqual(3);
      }
      expect(keys(current).sort()).toEqual(keys(wanted).sort());
      if (plan.gaps.length === 0) expect(calls).toBe(plan.calls);
    }),
    { numRuns: 400 },
  );
});
