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

test("redundant rules, packet by packet: all can go, of the rest none that another one covers, and what is named suffices", () => {
  const rules = fc.array(fc.oneof({ weight: 4, arbitrary: tcpRule }, rule), { maxLength: 8 });
  fc.assert(
    fc.property(rules, (some) => {
      const found = redundantRules(keyed(some));
      const listed = new Set(found.map(({ key }) => key));
      const rest = some.filter((_, position) => !listed.has(`${position}`));
      expect(packetsOf(rest)).toEqual(packetsOf(some));
      for (const one of rest) {
        expect(rest.filter((other) => other !== one && isCovered(one, [other]))).toEqual([]);
      }
      for (const { key, by } of found) {
        const [one, other] = [some[Number(key)], some[Number(by)]];
        if (one === undefined || other === undefined) throw new Error(`no rule has the key ${key} or ${by}`);
        expect(isCovered(one, [other])).toBe(true);
        expect(listed.has(by)).toBe(false);
      }
    }),
    { numRuns: 600 },
  );
});
