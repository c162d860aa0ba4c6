import { z } from "zod";
import { readStored } from "../../../provider/kit/fields";

const schema = z.object({ name: z.string(), size: z.number() });

test("names the resource and the fields that cannot be read", () => {
  expect(() => readStored(schema, { name: "web", size: "large" }, "group")).toThrow(
    'state has size of group "web" in a form that this version of the package cannot read.',
  );
});

test("a name that cannot be read is not a name", () => {
  expect(() => readStored(schema, { name: {}, size: 1 }, "group")).toThrow(
    "state has name of group in a form that this version of the package cannot read.",
  );
});

test("a name, or a path, of any length is shortened", () => {
  const long = "x".repeat(5000);
  const read = () =>
    readStored(
      z.object({ rules: z.record(z.string(), z.number()) }),
      { name: long, rules: { [long]: "" } },
      "group",
    );
  expect(read).toThrow(/^state has rules\.x+… of group "x+… \(5000 characters\)"/);
  expect(read).toThrow(/^.{1,600}$/);
});
