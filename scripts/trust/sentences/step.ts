import fc from "fast-check";
import { type RuleSpec, ruleSpec, type Vocabulary } from "./rule-spec";

/** What a program says about its group. */
export interface Wanted {
  /** Undefined: not managed. */
  readonly rules: readonly RuleSpec[] | undefined;
  readonly description: string;
  readonly requireGapFree: boolean;
  readonly lint: "warn" | "error" | "off";
  /** Of e24cloud alone. */
  readonly active: boolean;
  readonly defaultRules: "keep" | "remove" | undefined;
  readonly guard: "warn" | "error";
  readonly keepReachable: boolean;
  readonly server: boolean;
}

/** What is asked of `explain` and the matchers. */
export interface Question {
  readonly egress: boolean;
  readonly service: { readonly tcp?: string; readonly udp?: string; readonly icmp?: string };
  /** A network, a group, or `anywhere`. */
  readonly peer: string;
}

export type Step =
  | { readonly kind: "up"; readonly wanted: Wanted }
  /** Somebody else adds a rule. */
  | { readonly kind: "add"; readonly rule: RuleSpec }
  /** Somebody else removes the n-th rule. */
  | { readonly kind: "remove"; readonly which: number }
  /** Somebody else adds a rule in words that the product does not know. */
  | { readonly kind: "unknown" }
  | { readonly kind: "refresh" }
  | { readonly kind: "explain"; readonly question: Question; readonly server: boolean }
  | { readonly kind: "match"; readonly question: Question; readonly not: boolean }
  | { readonly kind: "lint" };

export interface Life {
  /** The rules of a group that existed before and that the program adopts; undefined where it makes one. */
  readonly adopted: readonly RuleSpec[] | undefined;
  readonly steps: readonly Step[];
}

const wanted = (vocabulary: Vocabulary): fc.Arbitrary<Wanted> =>
  fc.record({
    rules: fc.option(fc.array(ruleSpec(vocabulary), { maxLength: 6 }), { freq: 8, nil: undefined }),
    description: fc.constantFrom("", "servers"),
    requireGapFree: fc.nat(5).map((one) => one === 0),
    lint: fc.constantFrom("warn", "warn", "warn", "off", "error"),
    active: fc.nat(3).map((one) => one > 0),
    defaultRules: fc.constantFrom("remove", "keep", undefined),
    guard: fc.constantFrom("warn", "warn", "error"),
    keepReachable: fc.nat(3).map((one) => one === 0),
    server: fc.boolean(),
  });

const question = (groups: readonly string[]): fc.Arbitrary<Question> =>
  fc.record({
    egress: fc.nat(4).map((one) => one === 0),
    service: fc.constantFrom(
      { tcp: "22" },
      { tcp: "443" },
      { tcp: "20-30" },
      { udp: "53" },
      { icmp: "8" },
      {},
    ),
    peer: fc.constantFrom("anywhere", "10.1.0.0/16", "10.2.3.4", "192.0.2.7", "2001:db8::7", ...groups),
  });

/** The life of a group. An edit mostly changes little. */
export function life(vocabulary: Vocabulary, unknownWords: boolean): fc.Arbitrary<Life> {
  const { groups } = vocabulary;
  const step = fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({ kind: fc.constant("up" as const), wanted: wanted(vocabulary) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant("add" as const), rule: ruleSpec(vocabulary) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), which: fc.nat(5) }) },
    { weight: unknownWords ? 1 : 0, arbitrary: fc.constant({ kind: "unknown" as const }) },
    { weight: 2, arbitrary: fc.constant({ kind: "refresh" as const }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("explain" as const),
        question: question(groups),
        server: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("match" as const),
        question: question(groups),
        not: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: "lint" as const }) },
  );
  return fc.record({
    adopted: fc.option(fc.array(ruleSpec(vocabulary), { maxLength: 4 }), { freq: 2, nil: undefined }),
    steps: fc.array(step, { minLength: 2, maxLength: 14 }),
  });
}
