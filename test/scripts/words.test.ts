import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

const root = resolve(__dirname, "../..");

/** What the check of words says about a file with this text. */
function check(file: string, text: string): string[] {
  const args = [
    "node_modules/eslint/bin/eslint.js",
    "--config=scripts/words/eslint.config.mjs",
    "--stdin",
    `--stdin-filename=${file}`,
    "--format=json",
  ];
  const { stdout } = spawnSync(process.execPath, args, { cwd: root, input: text, encoding: "utf8" });
  const [{ messages }] = JSON.parse(stdout) as [{ messages: { line: number; message: string }[] }];
  return messages.map(({ line, message }) => `${line}: ${message.split(".")[0]}`);
}

test("finds the words to avoid in comments and in messages, not in names", () => {
  const text = [
    "/** Says what goes",
    " * on. */",
    "export const anew = 'anew';",
    "export const text = (name: string) => `${name} is made anew`;",
    "export const other = 'the user is told';",
  ].join("\n");
  expect(check("cli/example.ts", text)).toEqual([
    '1: comment: "goes on"',
    '4: message: "anew"',
    '5: message: "told"',
  ]);
});

test("finds them in the prose and in the code blocks of pages", () => {
  const text = ["# A page", "", "The other", "door, in `tells`.", "", "```text", "made anew", "```", ""].join(
    "\n",
  );
  expect(check("docs/example.md", text)).toEqual(['4: page: "door"', '7: page: "anew"']);
});
