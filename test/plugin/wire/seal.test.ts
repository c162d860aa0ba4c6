import { holdsSecret, isSealed, opened, sealed, sealedLike } from "../../../plugin/wire/seal";

const seal = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const secret = { ...seal, value: "198.51.100.77/32" };

test("a secret is opened and found at every depth", () => {
  const rules = [{ ports: 22, cidr: secret }, { ports: { ...seal, value: [secret] } }];
  expect(opened(rules)).toEqual([{ ports: 22, cidr: "198.51.100.77/32" }, { ports: ["198.51.100.77/32"] }]);
  expect(holdsSecret(rules)).toBe(true);
  expect(holdsSecret([{ ports: 22 }, null, "text"])).toBe(false);
  expect(isSealed(secret)).toBe(true);
  // What only looks like one.
  expect(isSealed({ ...seal })).toBe(false);
});

test("nothing is sealed twice, or stays sealed inside", () => {
  expect(sealed("text")).toEqual({ ...seal, value: "text" });
  expect(sealed(secret)).toBe(secret);
  expect(sealed({ a: [secret] })).toEqual({ ...seal, value: { a: ["198.51.100.77/32"] } });
});

test("what was received as secret leaves as a whole, and so does what is declared secret, and what once was", () => {
  const left = sealedLike(
    {
      name: "web",
      rules: { "ingress tcp 22 from 198.51.100.77/32": {} },
      users: ["1"],
      description: undefined,
      formerSecrets: { users: ["2"] },
      secretInputs: ["rules.peers", "users", "description"],
    },
    { name: "web", rules: [{ cidr: secret }] },
  );
  expect(left).toEqual({
    name: "web",
    rules: { ...seal, value: { "ingress tcp 22 from 198.51.100.77/32": {} } },
    users: { ...seal, value: ["1"] },
    description: undefined,
    formerSecrets: { ...seal, value: { users: ["2"] } },
    secretInputs: ["rules.peers", "users", "description"],
  });
  // A token of the state, though nothing says that it is secret.
  expect(sealedLike({ rules: {} }, { rules: secret })).toEqual({ rules: { ...seal, value: {} } });
});

test("one secret among others is enough", () => {
  expect(holdsSecret([{ ports: 22 }, { ports: 443, cidr: secret }])).toBe(true);
});

test("what is declared secret in part, now or by the properties received, leaves sealed too", () => {
  const said = { rules: { a: {} }, secretInputs: ["rules.peers"] };
  expect(sealedLike(said, {})).toEqual({ ...said, rules: { ...seal, value: { a: {} } } });
  expect(sealedLike({ users: ["1"] }, { users: ["1"], secretInputs: ["users"] })).toEqual({
    users: { ...seal, value: ["1"] },
  });
});
