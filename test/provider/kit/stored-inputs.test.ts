import { z } from "zod";
import { readStored } from "../../../provider/kit/stored-inputs";

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
