import "../../../scripts/jest/one-try";
import { batches } from "../../../scripts/trust/sequences/sequences";
import { contentions } from "../../../scripts/trust/writers/writers";

/** A sample of `npm run trust -- sequences`. */
test.each(batches(1, 3).map((one) => [one.name, one] as const))(
  "random lives of a group end as they should: %s",
  async (_name, one) => {
    expect(await one.run()).toMatchObject({ sequences: 3 });
  },
);

/** A sample of `npm run trust -- writers`. */
test.each(contentions(1, 3).map((one) => [one.name, one] as const))(
  "two stacks and a hand at once: no crash, clear messages, and one of them alone gets what it wants: %s",
  async (_name, one) => {
    expect(await one.run()).toMatchObject({ contentions: 3 });
  },
);
