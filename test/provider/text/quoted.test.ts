import { quoted } from "../../../provider/text/printable";

test.each<[unknown, string]>([
  ["web", '"web"'],
  [443, "443"],
  [undefined, "undefined"],
  ["x".repeat(5000), `"${"x".repeat(79)}…`],
])("%j", (value, text) => expect(quoted(value)).toBe(text));
