import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { sourceTexts } from "../../scripts/words/messages";

const root = resolve(__dirname, "../..");
const page = readFileSync(join(root, "docs/troubleshooting.md"), "utf8");

/** The first cells of the tables. */
const entries = [...page.matchAll(/^\| `(.+?)` +\|/gm)].map(([, entry = ""]) => entry);

/** A sentence that says what to do. */
const REMEDY =
  /(?:^|[.?)…] )(?:Run|Set|Check|Give|Add|Remove|Delete|Use|Write|Leave|Choose|Detach|Ask|Let|Free|Put|Import|Change|Correct|Unset|First)(?=[ :])/;

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

const texts = sourceTexts(root, ["provider", "plugin", "components"]);

test("each entry is the beginning of a message", () => {
  expect(entries.length).toBeGreaterThan(40);
  expect(new Set(entries).size).toBe(entries.length);
  const found = (entry: string) => texts.some(({ text }) => patternOf(entry, ".*").test(text));
  expect(entries.filter((entry) => !found(entry))).toEqual([]);
});

test("each message of the sources with a remedy has its entry", () => {
  const remedies = texts.filter(({ text }) => REMEDY.test(text));
  expect(remedies.length).toBeGreaterThan(50);
  const missing = remedies.filter(
    ({ together }) => !entries.some((entry) => together.some((text) => patternOf(entry, ".*").test(text))),
  );
  expect(missing.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
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
