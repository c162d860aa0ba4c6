import { addressRedactor } from "../../../../provider/core/rules/redact-addresses";

const rules = { a: { cidr: "198.51.100.77/32" }, b: { srcAddress: "2001:db8::/32", description: "office" } };

test("blots every spelling of the addresses of secret rules, and nothing else", () => {
  const redact = addressRedactor({ secretRules: true, rules });
  expect(redact("198.51.100.77 and 198.51.100.77/32 and 2001:db8::/32 of the office, tcp 77")).toBe(
    "[secret] and [secret] and [secret] of the office, tcp 77",
  );
});

test("any address is no secret", () => {
  const redact = addressRedactor({
    secretRules: true,
    rules: { a: { cidr: "0.0.0.0/0" }, b: { cidr: "::/0" } },
  });
  expect(redact("0.0.0.0/0 from a::b")).toBe("0.0.0.0/0 from a::b");
});

test("reads the rules of a program too, and leaves those alone that are no secret", () => {
  const written = [{ cidrs: ["198.51.100.0/24"] }];
  expect(addressRedactor({ secretRules: true, rules: written })("198.51.100.0/24")).toBe("[secret]");
  expect(addressRedactor({ rules: written })("198.51.100.0/24")).toBe("198.51.100.0/24");
});
