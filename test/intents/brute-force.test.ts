import { randomOf } from "../../scripts/trust/intents/random-stacks";
import { wrongAnswers } from "../../scripts/trust/intents/to-model";

/** `npm run trust intents` asks 100,000. */
test("random questions about random stacks are answered as packet by packet", () => {
  expect(wrongAnswers(randomOf(29), 2000)).toEqual([]);
});
