import fc from "fast-check";
import { apiError, ConnectionError } from "../../../provider/http/errors";
import { type FailedCall, verdictOn } from "../../../provider/http/retry";

const call = { method: "GET", path: "/groups/" };
const status = (code: number, retryAfter?: number) => apiError(call, code, "no", undefined, retryAfter);
const lost = new ConnectionError(call, "maybe", "no answer");
const unsent = new ConnectionError(call, "no", "cannot reach it");
const lasting = new ConnectionError(call, "no", "wrong certificate", { isLasting: true });

const failed: FailedCall = {
  error: status(503),
  effect: "none",
  repeats: 3,
  elapsed: 10,
  isServerKnown: true,
  left: 890,
  patience: Number.POSITIVE_INFINITY,
};
/** Without jitter. */
const verdict = (some: Partial<FailedCall>) => verdictOn({ ...failed, ...some }, () => 0);

test.each<[string, Partial<FailedCall>, object]>([
  ["a server that is busy", {}, { kind: "repeat", pause: 4 }],
  ["at first soon", { repeats: 0, elapsed: 0 }, { kind: "repeat", pause: 0.5 }],
  ["never more than 30 s apart", { repeats: 40, elapsed: 300 }, { kind: "repeat", pause: 30 }],
  ["429", { error: status(429) }, { kind: "repeat" }],
  ["502", { error: status(502) }, { kind: "repeat" }],
  ["504 after minutes", { error: status(504), elapsed: 600 }, { kind: "repeat" }],
  ["a lost connection after minutes", { error: lost, elapsed: 600 }, { kind: "repeat" }],
  ["500, for half a minute", { error: status(500) }, { kind: "repeat" }],
  ["500, no longer", { error: status(500), elapsed: 29 }, { kind: "late", limit: "patience" }],
  ["an answer that is not JSON, no longer", { error: status(200), elapsed: 29 }, { kind: "late" }],
  ["a server that never answered well", { isServerKnown: false }, { kind: "repeat" }],
  ["the same, no longer", { isServerKnown: false, elapsed: 29 }, { kind: "late", limit: "patience" }],
  ["one that cannot be reached", { isServerKnown: false, error: unsent, elapsed: 29 }, { kind: "late" }],
  ["one try", { patience: 0, elapsed: 0 }, { kind: "late", limit: "patience" }],
  ["a minute of a lookup", { patience: 60, elapsed: 59 }, { kind: "late", limit: "patience" }],
  ["the end of the operation", { left: 1 }, { kind: "late", limit: "end" }],
  ["a last try shortly before it", { left: 6 }, { kind: "repeat", pause: 3 }],
  ["as long as it asks", { error: status(503, 600) }, { kind: "repeat", pause: 600 }],
  [
    "longer than there is time",
    { error: status(503, 900) },
    { kind: "late", limit: "asked", why: "the server asks to wait for 900 s" },
  ],
  ["no pause at all", { error: status(429, 0) }, { kind: "repeat", pause: 0.1 }],
  ["401", { error: status(401) }, { kind: "final", why: "the server has refused it" }],
  ["403", { error: status(403) }, { kind: "final" }],
  ["404", { error: status(404) }, { kind: "final" }],
  ["409", { error: status(409) }, { kind: "final" }],
  ["a redirect", { error: status(302) }, { kind: "final" }],
  ["a wrong certificate", { error: lasting }, { kind: "final" }],
  ["a fault of this program", { error: new TypeError("no") }, { kind: "final" }],
  ["a write by id, after a lost answer", { effect: "repeatable", error: lost }, { kind: "repeat" }],
  ["a create that was refused", { effect: "once", error: status(429) }, { kind: "repeat" }],
  [
    "a create that was not sent",
    { effect: "once", error: unsent },
    { kind: "repeat", why: "it was not sent" },
  ],
  [
    "a create after a lost answer",
    { effect: "once", error: lost },
    { kind: "final", why: "it may have been done, and must not be done twice" },
  ],
  ["a create after 503", { effect: "once", error: status(503) }, { kind: "final" }],
  ["a create whose answer is not JSON", { effect: "once", error: status(200) }, { kind: "final" }],
])("%s", (_title, some, expected) => {
  expect(verdict(some)).toMatchObject(expected);
});

const seconds = fc.double({ min: 0, max: 4000, noNaN: true });
const errors = fc.constantFrom(
  lost,
  unsent,
  lasting,
  ...[200, 302, 401, 404, 429, 500, 503].map((code) => status(code)),
);
const calls: fc.Arbitrary<FailedCall> = fc.record({
  error: fc.oneof(
    errors,
    seconds.map((asked) => status(503, asked)),
  ),
  effect: fc.constantFrom("none", "repeatable", "once"),
  repeats: fc.nat(50),
  elapsed: seconds,
  isServerKnown: fc.boolean(),
  left: seconds,
  patience: fc.oneof(seconds, fc.constant(Number.POSITIVE_INFINITY)),
});

test("another try begins within the time of the operation and of its patience, and has time for its answer", () => {
  fc.assert(
    fc.property(calls, (one) => {
      const decided = verdictOn(one);
      if (decided.kind !== "repeat") return;
      expect(decided.pause).toBeGreaterThanOrEqual(0.1);
      expect(decided.pause + 1).toBeLessThanOrEqual(Math.min(one.left, one.patience - one.elapsed));
    }),
  );
});
