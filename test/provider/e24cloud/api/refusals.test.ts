import { reasonOf } from "../../../../provider/e24cloud/api/client";

test.each([
  [401, {}, "no reason given; the key, the secret or the id may be wrong"],
  [429, {}, "too many calls"],
  [429, { error: "slow down" }, "slow down"],
  [503, {}, "the service is not working, or something else answers in its place; try again later"],
])("what a refusal with status %i and the body %j says", (status, body, reason) => {
  expect(reasonOf(body, {}, status)).toBe(reason);
});
