import fc from "fast-check";
import type { FaultInput } from "../../../sandbox/control";

/** What a program wants of its group, as indexes into the lists of a cloud. */
export interface Wanted {
  readonly rules: readonly number[];
  /** Members at e24cloud, or which description at Waldur. */
  readonly others: readonly number[];
}

export type Step =
  | { readonly kind: "up"; readonly wanted: Wanted }
  | { readonly kind: "refresh" }
  /** The engine is killed this number of calls after an up begins, and state knows nothing of it. */
  | { readonly kind: "crash"; readonly wanted: Wanted; readonly calls: number }
  /** What goes wrong at a call of the next operation. */
  | { readonly kind: "fault"; readonly fault: FaultInput }
  /** Somebody else changes something; numbers choose what. */
  | { readonly kind: "meddle"; readonly what: number; readonly which: number }
  /** Reads stay behind for so long. */
  | { readonly kind: "stale"; readonly by: number };

export const wanted: fc.Arbitrary<Wanted> = fc.record({
  rules: fc.uniqueArray(fc.nat(7), { maxLength: 6 }),
  others: fc.uniqueArray(fc.nat(2), { maxLength: 2 }),
});

const answer: fc.Arbitrary<FaultInput["answer"]> = fc.oneof(
  fc.constantFrom("drop" as const, "reset" as const, "truncated" as const, "html" as const),
  fc.constantFrom(500, 503, 429, 504).map((status) => ({ status, body: { detail: "no" } })),
);

const fault = (openstack: boolean): fc.Arbitrary<FaultInput> => {
  const level = openstack
    ? fc.constantFrom("api" as const, "openstack" as const)
    : fc.constant("api" as const);
  const times = fc.constantFrom(1, 1, 2, "forever" as const);
  const when = fc.constantFrom("before" as const, "after" as const);
  // What is refused for its rate has no effect.
  const isRefused = (one: FaultInput["answer"]) =>
    typeof one === "object" && "status" in one && one.status === 429;
  return fc
    .record({ level, skip: fc.nat(12), times, when, answer })
    .map((given) => ({ ...given, when: isRefused(given.answer) ? ("before" as const) : given.when }));
};

/** The life of a group: edits, faults, crashes and other people's changes, in any order. */
export const sequence = ({ openstack }: { openstack: boolean }): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      { weight: 5, arbitrary: fc.record({ kind: fc.constant("up" as const), wanted }) },
      { weight: 1, arbitrary: fc.constant({ kind: "refresh" as const }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant("crash" as const), wanted, calls: fc.nat(12) }) },
      { weight: 4, arbitrary: fc.record({ kind: fc.constant("fault" as const), fault: fault(openstack) }) },
      {
        weight: 3,
        arbitrary: fc.record({ kind: fc.constant("meddle" as const), what: fc.nat(9), which: fc.nat(9) }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("stale" as const), by: fc.nat(3) }) },
    ),
    { minLength: 2, maxLength: 14 },
  );
