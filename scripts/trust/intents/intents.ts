import type { Case, Chapter } from "../chapter";
import { randomOf } from "./random-stacks";
import { wrongAnswers } from "./to-model";

const BATCHES = 50;
const QUESTIONS = 2000;

/** 100,000 questions about what groups let through together, each answered packet by packet too. */
export const intents: Chapter = {
  title: "random intents over random stacks, against a model of single packets",
  async *cases() {
    for (let seed = 1; seed <= BATCHES; seed += 1) yield batch(seed);
  },
};

const batch = (seed: number): Case => ({
  name: `batch ${seed}`,
  row: "intents",
  run: async () => {
    const [wrong, ...others] = wrongAnswers(randomOf(seed), QUESTIONS);
    const figures = { questions: QUESTIONS };
    return wrong === undefined
      ? Promise.resolve(figures)
      : Promise.reject(new Error(textOf(wrong, others.length)));
  },
});

const textOf = (wrong: object, others: number) =>
  `${others + 1} wrong, such as ${JSON.stringify(wrong, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value))}`;
