import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { takenNameText } from "../../../provider/kit/program-context";
import { remedies } from "../../../scripts/trust/chaos/remedy";
import { silent } from "../../../scripts/trust/sentences/listener";
import { adoptions, NOTHING_TO_ADOPT } from "../../../scripts/trust/sequences/play";

const id = "0f".repeat(16);
const repository = resolve(__dirname, "../../..");
const linesOf = (folder: string) =>
  readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|txt)$/.test(file))
    .flatMap((file) => readFileSync(join(repository, folder, file), "utf8").split("\n"));

/** Messages and preview lines of the golden, with ids in the place of their marks, and texts that the product has as a whole. */
const messages = [
  ...linesOf("test/golden/recorded")
    .filter((line) => /^ *(> |failed: |refused: )/.test(line))
    .map((line) => line.replace(/<id-? ?\d+>/g, id)),
  ...linesOf("provider").flatMap((line) => [...line.matchAll(/"([^"]+)"/g)].map(([, text = ""]) => text)),
  takenNameText("account", [id, "f0".repeat(16)]),
];
/** Each as it reads after the names that it begins with, and each of its clauses. */
const texts = messages.flatMap((message) => [
  ...message.split(": ").map((_, from, parts) => parts.slice(from).join(": ")),
  ...message.replace(/^ *> [\w-]+: /, "").split("; "),
]);

test.each([
  ["a remedy", remedies.map(([pattern]) => pattern)],
  ["what to adopt", [...adoptions, NOTHING_TO_ADOPT]],
  ["a sentence without traffic", silent],
])("each pattern by which a trial reads %s is in a message of today", (_, patterns) => {
  expect(patterns.filter((pattern) => !texts.some((text) => pattern.test(text)))).toEqual([]);
});
