import { speakers } from "../../scripts/trust/sentences/lie";
import { type Batch, findLie, tryLives } from "../../scripts/trust/sentences/sentences-chapter";

/** A sample of `npm run trust -- sentences`, with seeds that are always the same. */
test.each<[string, number, Partial<Batch>]>([
  ["waldur 2026", 1, {}],
  ["waldur 2026", 3, { unseen: true }],
  ["waldur 2024", 4, { unseen: true, unknownWords: true }],
  ["e24cloud (documented)", 4, { unknownWords: true }],
  ["e24cloud (strict)", 3, { unseen: true }],
])("sentences about traffic are true: %s, seed %d", async (server, seed, mode) => {
  const { sentences } = await tryLives(server, { seed, lives: 2, shrinks: false, ...mode });
  expect(sentences).toBeGreaterThan(0);
});

test.each(speakers)("a lie of %s is found", async (speaker) => {
  await expect(findLie(speaker)).resolves.toBeUndefined();
});
