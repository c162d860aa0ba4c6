import "../../../scripts/jest/one-try";
import { attachmentRuns } from "../../../scripts/trust/attachments/attachments";

/** A sample of `npm run trust -- attachments`. */
test.each(attachmentRuns(1, 6).map((one) => [one.name, one] as const))(
  "two stacks and a hand on one server: no group of others is lost that could have been seen: %s",
  async (_name, one) => {
    expect(await one.run()).toMatchObject({ runs: 6 });
  },
);
