import { Turn } from "../../../provider/rules/update-order";

/** How many other pieces of work were done while the turn ended `times` times, with a clock that shows some times. */
async function othersDone(...times: readonly number[]): Promise<number> {
  let now = 0;
  jest.spyOn(performance, "now").mockImplementation(() => now);
  const turn = new Turn();
  let done = 0;
  for (now of times) {
    setImmediate(() => (done += 1));
    await turn.end();
  }
  return done;
}

describe("a long computation", () => {
  afterEach(() => jest.restoreAllMocks());

  test("continues at once while it has not been long", async () => {
    expect(await othersDone(10, 20, 30)).toBe(0);
  });

  test("lets other work be done first when it has, once each time", async () => {
    expect(await othersDone(60)).toBe(1);
    expect(await othersDone(10, 60, 70, 80)).toBe(2);
  });
});
