import fc from "fast-check";
import { delayBefore, jittered } from "../../../provider/http/retry";
import { secondsOf, redactor } from "../../../provider/text/printable";
import { Deadline } from "../../../provider/http/deadline";
import { waitFor } from "../../../provider/sync/poll";
import { useClock } from "../clock";

const clock = useClock();

test("waits until the probe finds something", async () => {
  let looks = 0;
  const probe = async () => ((looks += 1) < 4 ? undefined : "OK");
  const options = { goal: "state OK", deadline: new Deadline(60), pollInterval: 0.001 };
  expect(await waitFor(probe, options)).toBe("OK");
  expect(looks).toBe(4);
});

test("gives up when time is up, and says what it waited for and what to do", async () => {
  let looks = 0;
  const probe = async () => {
    looks += 1;
    if (looks === 3) clock.pass(60);
    return undefined;
  };
  const options = {
    goal: "the group to be OK",
    deadline: new Deadline(60),
    pollInterval: 0.001,
    remedy: "Run it again.",
  };
  await expect(waitFor(probe, options)).rejects.toThrow(
    "timed out after 60 s: waiting for the group to be OK. Run it again.",
  );
  expect(looks).toBe(3);
});

test("delays grow to the longest and jitter takes at most a quarter", () => {
  const backoff = { first: 0.5, factor: 2, longest: 8 };
  expect([0, 1, 2, 3, 4, 5].map((n) => delayBefore(n, backoff))).toEqual([0.5, 1, 2, 4, 8, 8]);
  expect([0, 0.5, 1].map((random) => jittered(8, () => random))).toEqual([8, 7, 6]);
});

test.each([
  ["10m", 600],
  ["90s", 90],
  ["1h30m", 5400],
  ["500ms", 0.5],
  ["1.5h", 5400],
])("%s is %d s", (text, seconds) => expect(secondsOf(text)).toBe(seconds));

test.each(["", "10", "m", "ten minutes", "5 m", "10mx"])("%j is not a duration", (text) => {
  expect(secondsOf(text)).toBeUndefined();
});

test("no secret is left, whatever they share", () => {
  const secret = fc.stringMatching(/^[ab]{1,4}$/);
  fc.assert(
    fc.property(fc.array(secret, { minLength: 1 }), fc.stringMatching(/^[ab ]{0,20}$/), (secrets, text) => {
      const blotted = redactor(secrets)(text).replaceAll("[secret]", " ");
      return secrets.every((one) => !blotted.includes(one));
    }),
  );
});
