import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { sourceTexts } from "../../scripts/words/messages";

const root = resolve(__dirname, "../..");
const page = readFileSync(join(root, "docs/troubleshooting.md"), "utf8");

/** The first cells of the tables. */
const entries = [...page.matchAll(/^\| `(.+?)` +\|/gm)].map(([, entry = ""]) => entry);

const VERBS =
  "Run|Set|Check|Give|Add|Remove|Delete|Use|Write|Leave|Choose|Detach|Ask|Let|Free|Put|Import|Change|Correct|Unset|First|" +
  "Name|Take|Make|Install|Update|Pull|Wait|Keep";

/** A sentence that says what to do. */
const REMEDY = new RegExp(`(?:^|[.?)…] )(?:${VERBS})(?=[ :])`);

/** The same at the end of a sentence, which is the form of messages about arguments and options too. */
const REMEDY_IN_SENTENCE = new RegExp(`: (?:${VERBS.toLowerCase()}) `);

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** An entry as it is in a message, with anything for `…`. Its beginning may be another text. */
const patternOf = (entry: string, gap: string) =>
  new RegExp(
    entry
      .replace(/^…[.,]? /, "")
      .split("…")
      .map(escaped)
      .join(gap),
  );

const texts = sourceTexts(root, [
  "provider",
  "plugin",
  "components",
  "cli",
  "intents",
  "analysis",
  "testing",
]);
const hasEntry = ({ together }: { together: readonly string[] }) =>
  entries.some((entry) => together.some((text) => patternOf(entry, ".*").test(text)));

test("each entry is the beginning of a message", () => {
  expect(entries.length).toBeGreaterThan(40);
  expect(new Set(entries).size).toBe(entries.length);
  const found = (entry: string) => texts.some(({ text }) => patternOf(entry, ".*").test(text));
  expect(entries.filter((entry) => !found(entry))).toEqual([]);
});

test("each message of the sources with a remedy has its entry", () => {
  const remedies = texts.filter(({ text }) => REMEDY.test(text));
  expect(remedies.length).toBeGreaterThan(50);
  const missing = remedies.filter((one) => !hasEntry(one) && !isHelp(one));
  expect(missing.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
});

/** Texts about the use of a command, and what it writes into files. */
const isHelp = ({ file, text }: { file: string; text: string }) =>
  text.includes("Example:") || text.includes("function ") || /^cli\/export\/(typescript|yaml)/.test(file);

/** Files whose messages are about arguments, options or questions: each says what to write instead. */
const ARGUMENTS =
  /^(provider|plugin|components)\/|^intents\/(form|ends)\.ts|^testing\/(subject|traffic-query)\.ts|^cli\/explain\/ask\.ts/;

test("each message of commands, intents and matchers with a remedy at its end has its entry", () => {
  const remedies = texts.filter(({ file, text }) => REMEDY_IN_SENTENCE.test(text) && !ARGUMENTS.test(file));
  expect(remedies.length).toBeGreaterThan(15);
  expect(
    remedies.filter((one) => !hasEntry(one) && !isHelp(one)).map(({ file, text }) => `${file}: ${text}`),
  ).toEqual([]);
});

test("each message of the golden with a remedy has its entry", () => {
  const folder = join(root, "test/golden/recorded");
  const lines = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".txt"))
    .flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n"))
    .filter((line) => /^ +(?:>|failed:) /.test(line) && REMEDY.test(line));
  expect(lines.length).toBeGreaterThan(100);
  const missing = lines.filter((line) => !entries.some((entry) => patternOf(entry, ".*?").test(line)));
  expect([...new Set(missing)]).toEqual([]);
});
