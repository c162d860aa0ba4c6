import { mintId } from "../../../sandbox/e24cloud/ids";

test("no odd id is a UUID of the standard, whatever its other digits", () => {
  const ids = Array.from({ length: 1000 }, () => mintId("odd"));
  const odd = /^[0-9a-f]{8}-[0-9a-f]{4}-0[0-9a-f]{3}-e[0-9a-f]{3}-[0-9a-f]{12}$/;
  expect(ids.filter((id) => !odd.test(id))).toEqual([]);
});
