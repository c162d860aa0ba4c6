import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { intentsSchema, parseIntents } from "../../intents/file";

test("the schema for editors is that of what is read", () => {
  const shipped = readFileSync(resolve(__dirname, "../../intents/intents.schema.json"), "utf8");
  // `npx tsx -e 'console.log(JSON.stringify(require("./intents/file").intentsSchema()))' > intents/intents.schema.json`
  expect(JSON.parse(shipped)).toEqual(intentsSchema());
});

test("the file of the guide is read", () => {
  const guide = readFileSync(resolve(__dirname, "../../docs/guides/intents.md"), "utf8");
  const [, yaml = ""] = /^```yaml\n(.*?)^```$/ms.exec(guide) ?? [];
  expect(parseIntents(yaml, "intents.yaml")).toHaveLength(5);
});

test.each([
  ["never: world", "intents.yaml: never: Invalid input: expected array, received string"],
  ["never: [{ from: world }]", "intents.yaml: never[0].to: Invalid input"],
  ["never: [{ from: world, to: db, tpc: 22 }]", 'intents.yaml: never[0]: Unrecognized key: "tpc"'],
  [
    "never: [{ from: world, to: db, tcp: }]",
    "intents.yaml: never[0].tcp: it is empty: set it or leave it out",
  ],
  ["always: [{ from: a, to: b, indirect: true }]", 'intents.yaml: always[0]: Unrecognized key: "indirect"'],
  [
    "always: [{ from: a, to: b, service: htps }]",
    'intents.yaml: always[0].service: there is no service "htps": did you mean https?',
  ],
])("%s is refused with its place", (text, problem) => {
  expect(() => parseIntents(text, "intents.yaml")).toThrow(problem);
});
