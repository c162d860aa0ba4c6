import { Deadline } from "../../../provider/http/deadline";
import { OpenOperations } from "../../../provider/run/open-operations";

const lines: string[] = [];
const operation = (name: string, seconds: number, patience?: number) => ({
  deadline: new Deadline(seconds),
  patience,
  print: (line: string) => lines.push(`${name}: ${line}`),
});
const wait = { why: "GET /groups/: 503 Busy", elapsed: 40, pause: 16, left: 840 };

let now = 0;
beforeEach(() => {
  lines.length = now = 0;
});
afterEach(() => jest.restoreAllMocks());

test("what is shared has the time of the operation that is over last, and none without operations", async () => {
  const open = new OpenOperations();
  expect([open.left, open.patience]).toEqual([undefined, undefined]);
  await open.during(operation("web", 100, 60), () =>
    open.during(operation("db", 900), async () => {
      expect(open.left).toBeGreaterThan(800);
      expect(open.patience).toBe(Number.POSITIVE_INFINITY);
    }),
  );
  expect(open.left).toBeUndefined();
});

test("a long outage is reported by one operation for all, and not at every try", async () => {
  jest.spyOn(performance, "now").mockImplementation(() => now);
  const open = new OpenOperations();
  open.waits(wait);
  await open.during(operation("web", 900), () =>
    open.during(operation("db", 900), async () => {
      open.waits({ ...wait, elapsed: 2, pause: 2 });
      open.waits(wait);
      now += 29_000;
      open.waits(wait);
      now += 1000;
      open.waits({ ...wait, elapsed: 70 });
    }),
  );
  expect(lines).toEqual([
    "web: still waiting for the server: GET /groups/: 503 Busy; the next try is in 16 s (40 s, timeout in 14 min); 1 more resource waits",
    "web: still waiting for the server: GET /groups/: 503 Busy; the next try is in 16 s (70 s, timeout in 14 min); 1 more resource waits",
  ]);
});
