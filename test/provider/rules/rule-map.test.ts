import fc from "fast-check";
import {
  type Draft,
  type Fields,
  readRules,
  ruleMap,
  type RuleReader,
  storedRules,
  UNKNOWN_WORD,
  isUnknown,
  UNKNOWN,
} from "../../../provider/rules/rule-map";
/** A small language: a port and a source, several sources fan out. */
type Rule = { port: number; source: string; note: string };

const language: RuleReader<Rule> = {
  read: (raw) => {
    const port = raw["port"];
    if (typeof port !== "number" && !isUnknown(port)) {
      return { label: "port …", drafts: [], problems: ["port must be a number: write 443"] };
    }
    const sources = raw["sources"] ?? [raw["source"]];
    const note = typeof raw["note"] === "string" ? raw["note"] : "";
    return {
      label: isUnknown(port) ? "port (unknown)" : `port ${port}`,
      drafts: (sources as string[]).map((source) => ({ port, source, note })),
      problems: [],
    };
  },
  maps: new WeakMap(),
  stored: (raw) => {
    const { port, source, note } = raw as Partial<Rule>;
    return port === undefined || source === undefined ? undefined : { port, source, note: note ?? "" };
  },
  key: ({ port, source }: Draft<Rule>) => `${word(port)} from ${word(source)}`,
};
const word = (value: unknown) => (isUnknown(value) ? UNKNOWN_WORD : String(value));
const rule = (port: number, source: string, note = ""): Rule => ({ port, source, note });

const read = (raw: unknown, known: Readonly<Record<string, Rule>> = {}) =>
  readRules(raw, language, { known });

test("the order of rules makes no difference", () => {
  const rules = fc.uniqueArray(fc.record({ port: fc.nat(9), source: fc.constantFrom("a", "b") }), {
    selector: ({ port, source }) => `${port} ${source}`,
  });
  const shuffled = rules.chain((one) =>
    fc.tuple(fc.constant(one), fc.shuffledSubarray(one, { minLength: one.length })),
  );
  fc.assert(
    fc.property(shuffled, ([one, other]) => {
      expect(JSON.stringify(read(other).rules)).toBe(JSON.stringify(read(one).rules));
    }),
  );
});

test("rules that list several sources fan out", () => {
  expect(read([{ port: 1, sources: ["a", "b"] }]).rules).toEqual({
    "1 from a": rule(1, "a"),
    "1 from b": rule(1, "b"),
  });
});

test("a duplicate is left out and named by both positions", () => {
  const reading = read([rule(1, "a"), rule(2, "a"), rule(1, "a", "again")]);
  expect(reading.rules).toEqual({ "1 from a": rule(1, "a"), "2 from a": rule(2, "a") });
  expect(reading.duplicates).toEqual([{ position: 2, of: 0, key: "1 from a", differs: false }]);
});

test("problems name the position and what can be read of the rule", () => {
  expect(read([rule(1, "a"), { port: "http" }, 7]).problems).toEqual([
    "rules[1] (port …): port must be a number: write 443",
    'rules[2]: is not a rule: write an object such as { protocol: "tcp", ports: 443 }',
  ]);
  expect(read("all").problems).toEqual(["rules must be an array of rules"]);
});

test("an earlier map is taken as it is, keyed by its values", () => {
  expect(read({ "an older spelling": rule(1, "a") })).toEqual({
    rules: { "1 from a": rule(1, "a") },
    problems: [],
    remarks: [],
    duplicates: [],
    sourceless: [],
  });
  expect(storedRules({ x: { port: 1 } }, language)).toBeUndefined();
});

describe("unknown values", () => {
  test("all rules unknown", () => {
    expect(read(UNKNOWN).rules).toBe(UNKNOWN);
  });

  test("the sentinel stands in values only; keys are numbered", () => {
    const { rules } = read([rule(1, UNKNOWN), rule(1, UNKNOWN, "second"), UNKNOWN, rule(2, UNKNOWN)]);
    expect(rules).toEqual({
      "1 from (unknown 1)": rule(1, UNKNOWN),
      "1 from (unknown 2)": rule(1, UNKNOWN, "second"),
      "(unknown 1)": UNKNOWN,
      "2 from (unknown 1)": rule(2, UNKNOWN),
    });
  });

  test("a partly unknown rule takes the key of the one old rule that it can be", () => {
    const known = ruleMap([rule(1, "a"), rule(2, "b")], language);
    expect(read([rule(1, UNKNOWN), rule(2, "b")], known).rules).toEqual({
      "1 from a": rule(1, UNKNOWN),
      "2 from b": rule(2, "b"),
    });
  });

  test("but not where there is a choice, or the old rule still exists", () => {
    const known = ruleMap([rule(1, "a"), rule(1, "b")], language);
    expect(Object.keys(read([rule(1, UNKNOWN)], known).rules)).toEqual(["1 from (unknown 1)"]);
    expect(Object.keys(read([rule(1, "a"), rule(1, "b"), rule(1, UNKNOWN)], known).rules)).toEqual([
      "1 from (unknown 1)",
      "1 from a",
      "1 from b",
    ]);
  });

  test("no old rule lends its key twice", () => {
    const known = ruleMap([rule(1, "a")], language);
    expect(Object.keys(read([rule(1, UNKNOWN), rule(1, UNKNOWN)], known).rules)).toEqual([
      "1 from (unknown 1)",
      "1 from a",
    ]);
  });

  test("no key ever shows the sentinel", () => {
    const value = fc.oneof(fc.constantFrom("a", "b"), fc.constant(UNKNOWN));
    const raw: fc.Arbitrary<Fields> = fc.record({
      port: fc.oneof(fc.nat(3), fc.constant(UNKNOWN)),
      source: value,
    });
    fc.assert(
      fc.property(fc.array(fc.oneof(raw, fc.constant(UNKNOWN))), (rules) => {
        expect(JSON.stringify(Object.keys(read(rules).rules))).not.toContain(UNKNOWN);
      }),
    );
  });
});
