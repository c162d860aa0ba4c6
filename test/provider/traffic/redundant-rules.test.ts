import fc from "fast-check";
import type { KeyedTraffic } from "../../../provider/traffic/explain";
import { redundantRules } from "../../../provider/traffic/lint";
import { allows, boxOf, packets, type Rule, rule, tcpRule } from "./small-universe";

const keyed = (rules: readonly Rule[]): KeyedTraffic[] =>
  rules.map((one, position) => ({ key: `${position}`, traffic: [boxOf(one)] }));

const packetsOf = (rules: readonly Rule[]) =>
  new Set(packets.filter((packet) => rules.some((one) => allows(one, packet))));
const isCovered = (one: Rule, rules: readonly Rule[]) =>
  [...packetsOf([one])].every((packet) => rules.some((other) => allows(other, packet)));

test("redundant rules, packet by packet: all can go, none of the rest can, and what is named suffices", () => {
  let together = 0;
  const rules = fc.array(fc.oneof({ weight: 4, arbitrary: tcpRule }, rule), { maxLength: 8 });
  fc.assert(
    fc.property(rules, (some) => {
      const found = redundantRules(keyed(some));
      const listed = new Set(found.map(({ key }) => key));
      const rest = some.filter((_, position) => !listed.has(`${position}`));
      expect(packetsOf(rest)).toEqual(packetsOf(some));
      for (const one of rest) {
        const others = rest.filter((other) => other !== one);
        expect(isCovered(one, others)).toBe(false);
      }
      for (const { key, by } of found) {
        const one = some[Number(key)];
        const coverers = by.flatMap((other) => some[Number(other)] ?? []);
        if (one === undefined) throw new Error(`no rule has the key ${key}`);
        expect(isCovered(one, coverers)).toBe(true);
        expect(by.filter((other) => listed.has(other))).toEqual([]);
        for (const other of coverers) {
          expect(
            isCovered(
              one,
              coverers.filter((coverer) => coverer !== other),
            ),
          ).toBe(false);
        }
        const alone = rest.some((other) => isCovered(one, [other]));
        expect(by.length === 1).toBe(alone);
        together += alone ? 0 : 1;
      }
    }),
    { numRuns: 600 },
  );
  expect(together).toBeGreaterThan(5);
});
