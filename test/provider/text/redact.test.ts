import * as fc from "fast-check";
import { redactor } from "../../../provider/text/printable";

const SECRET = 'w_Tok/en+"7"?';

test.each([
  ["as it is", SECRET],
  ["in another case", SECRET.toUpperCase()],
  ["in JSON", JSON.stringify(SECRET).slice(1, -1)],
  ["in a URL", encodeURIComponent(SECRET)],
  ["in base64", Buffer.from(SECRET).toString("base64").replace(/=+$/, "").slice(0, -1)],
])("hides a secret %s", (_, form) => {
  expect(redactor([SECRET])(`it says ${form} here`)).toBe("it says [secret] here");
});

test("hides a secret in base64 no matter where it begins in what was encoded", () => {
  const redact = redactor([SECRET]);
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      fc.constantFrom("base64", "base64url"),
      (before, after, encoding) => {
        const encoded = Buffer.from(before + SECRET + after).toString(
          encoding === "base64" ? "base64" : "base64url",
        );
        expect(redact(encoded)).toContain("[secret]");
      },
    ),
  );
});

test("hides what is left of a secret that was cut short, and nothing before", () => {
  const redact = redactor(["https://waldur.example.com/api/"]);
  expect(redact('tenant "https://waldur.exa… is none')).toBe('tenant "[secret]… is none');
  expect(redact("what… is wr…")).toBe("what… is wr…");
});
