import fc from "fast-check";
import type { FaultAnswer, FaultInput } from "../../../sandbox/control";

/** More than is read of any answer. */
const TOO_LONG = 66 * 2 ** 20;
/** Much, and less than that. */
const LONG = 2 ** 20;

/** What a terminal, Pulumi's display, gRPC or a file of YAML stumbles over. */
const bites = [
  "\ud800",
  "half \udfff",
  "\u001b]0;title\u0007 \u009b31m",
  "\u0000",
  "<{%reset%}> <{%boom%}>",
  "two\u0085lines\u2028or\u2029four",
  "left \u202e to right",
  "x".repeat(LONG),
];

const refusals = bites.map((text) => ({
  status: 400,
  body: { detail: text, message: text, errors: [text] },
}));

const answers: fc.Arbitrary<FaultAnswer> = fc.oneof(
  fc.constantFrom<FaultAnswer>("endless", "dripping", "no-http", "next-page", "truncated", "drop"),
  fc.constantFrom<FaultAnswer>({ padding: TOO_LONG }, { padding: LONG }),
  fc.constantFrom<FaultAnswer>(...bites.map((texts) => ({ texts }))),
  fc.constantFrom<FaultAnswer>(...refusals),
);

/** Answers that are wrong as a whole: endless, too long, not HTTP, or with dangerous characters. */
export const oddAnswers: fc.Arbitrary<FaultInput> = fc.record({
  answer: answers,
  when: fc.constantFrom("before", "after"),
  times: fc.constantFrom<NonNullable<FaultInput["times"]>>(1, 2, "forever"),
});
