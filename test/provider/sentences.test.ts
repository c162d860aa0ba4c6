import { lying, type Speaker } from "../../scripts/trust/sentences/lie";
import { tryLives } from "../../scripts/trust/sentences/sentences-chapter";

/** A sample of `npm run trust -- sentences`, with seeds that are always the same. */
test.each([
  ["waldur 2026", 1],
  ["waldur 2026", 2],
  ["waldur 2024", 3],
  ["e24cloud (documented)", 3],
  ["e24cloud (documented)", 4],
])("what is said of traffic is so: %s, seed %d", async (server, seed) => {
  const { sentences } = await tryLives(server, { seed, lives: 3, shrinks: false });
  expect(sentences).toBeGreaterThan(0);
});

test.each<[Speaker, string]>([
  ["preview", "waldur 2026"],
  ["lint", "waldur 2026"],
  ["explain", "waldur 2026"],
  ["matchers", "waldur 2026"],
  ["drift", "waldur 2026"],
  ["guard", "e24cloud (documented)"],
])("a lie of %s is found", async (speaker, server) => {
  const lives = { seed: 3, lives: 30, shrinks: false, wrap: lying(speaker) };
  await expect(tryLives(server, lives)).rejects.toMatchObject({
    cause: { message: expect.stringMatching(new RegExp(`^${speaker}`)) as unknown },
  });
});
