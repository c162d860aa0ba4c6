import {
  withFormerSecretsOf,
  hasFormerSecrets,
  stateAfterFailure,
  withFormerSecrets,
  withSealedOutputs,
} from "../../../provider/kit/secrets";

const OLD = {
  secretInputs: ["rules.peers", "users"],
  rules: { a: { cidr: "a" }, b: { cidr: "b" } },
  users: ["1", "2"],
};
const NEW = { rules: { b: { cidr: "b" }, c: { cidr: "c" } }, users: ["2", "3"] };
/** What a server has after half of the update. */
const HALF = { rules: { ...OLD.rules, ...NEW.rules }, users: ["1", "2", "3"], state: "ERRED" };
const SAVED = {
  rules: NEW.rules,
  users: ["2", "3"],
  state: "ERRED",
  formerSecrets: { rules: { a: { cidr: "a" } }, users: ["1"], secretInputs: ["rules.peers", "users"] },
};

test("what only the old inputs kept secret gets a place of its own, and handlers do not notice", () => {
  expect(stateAfterFailure(HALF, OLD, NEW)).toEqual(SAVED);
  expect(withFormerSecrets(SAVED)).toEqual({
    rules: HALF.rules,
    users: ["2", "3", "1"],
    state: "ERRED",
    secretInputs: ["rules.peers", "users"],
  });
});

test("a second failure keeps them there", () => {
  const known = withFormerSecrets(SAVED);
  expect(stateAfterFailure(HALF, known, NEW)).toEqual(SAVED);
});

test("nothing moves where the new inputs are as secret as the old, or the old were not", () => {
  expect(stateAfterFailure(HALF, OLD, { ...NEW, secretInputs: OLD.secretInputs })).toEqual(HALF);
  expect(stateAfterFailure(HALF, { ...OLD, secretInputs: undefined }, NEW)).toEqual(HALF);
});

test("what contains secret rules stands there too, and is not a reason for an update", () => {
  const outs = { rules: {}, unmanagedRules: { a: {} }, unreturnableRules: {} };
  const secretInputs = ["name", "rules.peers"];
  const sealed = withSealedOutputs(outs, { secretInputs });
  expect(sealed).toEqual({
    ...outs,
    unmanagedRules: undefined,
    formerSecrets: { unmanagedRules: { a: {} }, secretInputs: ["rules.peers"] },
  });
  expect([hasFormerSecrets(sealed), hasFormerSecrets(SAVED)]).toEqual([false, true]);
  expect(withFormerSecrets(sealed)).toEqual({ ...outs, secretInputs: ["rules.peers"] });
  expect(withSealedOutputs(outs, { secretInputs: ["name"] })).toEqual(outs);
});

test("what contains secret rules is sealed as a whole after a refresh", () => {
  const state = { formerSecrets: { unmanagedRules: { a: {} }, secretInputs: ["rules.peers"] } };
  const found = { id: "1", outs: { unmanagedRules: { a: {}, b: {} }, secretInputs: ["rules.peers"] } };
  expect(withSealedOutputs(withFormerSecretsOf(found, state).outs, withFormerSecrets(state))).toMatchObject({
    unmanagedRules: undefined,
    secretInputs: undefined,
    formerSecrets: { unmanagedRules: { a: {}, b: {} } },
  });
});

test("a refresh leaves there what the resource still has", () => {
  const read = {
    id: "1",
    outs: { ...HALF, users: ["2", "3"] },
    inputs: { rules: HALF.rules, users: ["2", "3"] },
  };
  expect(withFormerSecretsOf(read, SAVED)).toEqual({
    id: "1",
    outs: {
      ...SAVED,
      formerSecrets: { rules: { a: { cidr: "a" } }, secretInputs: ["rules.peers", "users"] },
    },
    inputs: { rules: NEW.rules, users: ["2", "3"] },
  });
});
