import { getEventListeners, once } from "node:events";
import { Deadline, withDeadline } from "../../../provider/http/deadline";
import { DeadlineError } from "../../../provider/errors";
import { collectGarbage } from "./garbage";

const listeners = (signal: AbortSignal) => getEventListeners(signal, "abort").length;

test("ends what waits for it, however much garbage is collected meanwhile", async () => {
  const { signal } = new AbortController();
  const deadline = new Deadline(0.1, signal);
  const over = once(deadline.signal, "abort");
  await collectGarbage();
  const stayAlive = setInterval(() => undefined, 1000);
  await over;
  clearInterval(stayAlive);
  expect(deadline.isOver).toBe(true);
  expect(deadline.writeSignal.aborted).toBe(false);
});

test("ends at once when the run is cancelled, and when it has been cancelled before", () => {
  const run = new AbortController();
  const deadline = new Deadline(60, run.signal);
  expect(deadline.isOver).toBe(false);
  run.abort();
  for (const one of [deadline, new Deadline(60, run.signal)]) {
    expect(one.signal.aborted).toBe(true);
    expect(one.left).toBe(0);
    expect(one.waitError("the group")).toEqual(new DeadlineError("cancelled: waiting for the group."));
    one.release();
  }
});

test("leaves nothing behind, however what it was for has ended", async () => {
  const { signal } = new AbortController();
  await withDeadline(60, signal, async () => expect(listeners(signal)).toBe(1));
  await expect(withDeadline(60, signal, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  const over = new Deadline(0, signal);
  await once(over.signal, "abort");
  over.release();
  expect(listeners(signal)).toBe(0);
});

test("what others wait for too is waited for up to the end, and no longer", async () => {
  const deadline = new Deadline(0.05);
  expect(await deadline.within(Promise.resolve("list"))).toBe("list");
  const never = new Promise<never>(() => undefined);
  const stayAlive = setInterval(() => undefined, 1000);
  const error = new DeadlineError("timed out after 0.05 s: waiting for an answer of the server");
  await expect(deadline.within(never)).rejects.toEqual(error);
  await expect(deadline.within(never)).rejects.toEqual(error);
  clearInterval(stayAlive);
  expect(listeners(deadline.signal)).toBe(0);
});
