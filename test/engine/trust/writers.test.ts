import { contentionsOnEngine } from "../../../scripts/trust/writers/writers";

/** A sample of `npm run trust -- writers`. */
test.each(contentionsOnEngine(1).map((one) => [one.name, one] as const))(
  "two stacks and a hand at once, and two commands of one stack: clear messages, and one alone gets what it wants: %s",
  async (_name, one) => {
    expect(await one.run()).toMatchObject({ contentions: 1 });
  },
  300_000,
);
