import fc from "fast-check";
import {
  messageText,
  nameText,
  printable,
  quotedLine,
  storable,
  unstorable,
  redactor,
} from "../../../provider/text/printable";

test.each([
  ["half a surrogate pair", "a\ud800b", "a\ufffdb"],
  ["ESC and BEL", "\u001b]0;x\u0007", String.raw`\u001b]0;x\u0007`],
  ["C1", "\u009b31m", String.raw`\u009b31m`],
  ["another direction of writing", "a\u202eb\u2066c", String.raw`a\u202eb\u2066c`],
  ["line ends that only some see", "a\u0085b\u2028c\u2029d\re", String.raw`a\u0085b\u2028c\u2029d\u000de`],
  ["a colour code", "<{%fg 1%}>red<{%", String.raw`<\u007b%fg 1%}>red<\u007b%`],
  ["harmless characters", "żółć 日本語 😀 {% <{ \tx\ny", "żółć 日本語 😀 {% <{ \tx\ny"],
])("%s", (_, text, shown) => {
  expect(printable(text)).toBe(shown);
});

test("a JSON string means the same as before", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json = JSON.stringify(value);
      expect(JSON.parse(printable(json))).toEqual(JSON.parse(json.toWellFormed()));
    }),
  );
});

test("whatever it is, a message is well-formed, short and without controls; and is the same when it is one", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), fc.nat(60), (text, times) => {
      const shown = messageText(text.repeat(times));
      expect(shown.isWellFormed()).toBe(true);
      expect(shown).not.toMatch(/<\{%|(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
      expect(shown.length).toBeLessThan(50_000);
      if (shown.length < 8000) expect(messageText(shown)).toBe(shown);
    }),
  );
});

test("what a server says is one line, and cut with its length, not inside of a word", () => {
  expect(quotedLine(" not\n  found ")).toBe("not found");
  expect(quotedLine("word ".repeat(2_000_000))).toBe(`${"word ".repeat(100)}… (9999999 characters)`);
  expect(quotedLine("x".repeat(600))).toBe(`${"x".repeat(440)}… (600 characters)`);
  expect(nameText("n".repeat(150))).toBe("n".repeat(150));
  expect(nameText("my name ".repeat(30))).toMatch(/^(my name )+my … \(240 characters\)$/);
});

test("a cut leaves no begin of a secret", () => {
  const secret = "correct horse battery staple";
  const text = quotedLine(`${"x ".repeat(240)}${secret} and more`);
  expect(text).toContain("correct horse");
  expect(redactor([secret])(text)).not.toMatch(/corr|horse/);
});

test("state gets well-formed values and printable names, and says which inputs it would change", () => {
  const value = {
    "key\u001b": "a\ud800",
    list: ["<{%x%}>", { deep: "b\u0007" }],
    fine: "c\r\n\u200f",
    none: null,
  };
  const stored = storable(value);
  expect(stored).toEqual({
    "key\\u001b": "a\ufffd",
    list: ["<\\u007b%x%}>", { deep: "b\\u0007" }],
    fine: "c\r\n\u200f",
    none: null,
  });
  expect(unstorable(stored)).toEqual([]);
  expect(unstorable(value)).toEqual([
    { path: "list[0]", found: "<\\u007b%" },
    { path: "list[1].deep", found: "\\u0007" },
  ]);
});
