import { LongWaits } from "../../../provider/run/open-operations";

const lines: string[] = [];
let seconds = 0;
const wait = (name: string) => ({
  print: (line: string) => lines.push(`${name}: ${line}`),
  goal: () => "Waldur to apply the change of rules, state UPDATING",
  left: () => 900 - seconds,
});

beforeEach(() => {
  lines.length = 0;
  seconds = 0;
  jest.spyOn(performance, "now").mockImplementation(() => seconds * 1000);
});
afterEach(() => jest.restoreAllMocks());

/** Looks once a second for so long. */
function pollFor(duration: number, ...looks: (() => void)[]): void {
  for (const end = seconds + duration; seconds < end; seconds += 1) looks.forEach((look) => look());
}

test("a wait says what it is for after ten seconds, and again every half minute", async () => {
  const waits = new LongWaits();
  await waits.during(wait("web"), (look) => Promise.resolve(pollFor(60, look)));
  expect(lines).toEqual([
    "web: still waiting for Waldur to apply the change of rules, state UPDATING (10 s, timeout in 15 min)",
    "web: still waiting for Waldur to apply the change of rules, state UPDATING (40 s, timeout in 14 min)",
  ]);
});

test("many that wait share the lines", async () => {
  const waits = new LongWaits();
  await waits.during(wait("web"), (web) =>
    waits.during(wait("db"), (db) =>
      waits.during(wait("app"), (app) => Promise.resolve(pollFor(30, web, db, app))),
    ),
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("; 2 more resources wait");
});

test("a short wait says nothing", async () => {
  const waits = new LongWaits();
  await waits.during(wait("web"), (look) => Promise.resolve(pollFor(10, look)));
  expect(lines).toEqual([]);
});
