import { z } from "zod";
import { issuesText } from "../../../provider/text/issue-text";

const schema = z.strictObject({
  name: z.string(),
  size: z.int().min(1),
  kind: z.enum(["a", "b"]),
  list: z.array(z.object({ port: z.number() })),
  either: z.union([z.literal(true), z.string()]),
  own: z.string({ error: "must be given" }),
});

test("says what is wrong in plain words, with the place", () => {
  const { error } = schema.safeParse({
    size: 0,
    kind: "c",
    list: [{ port: Number.NaN }, 1],
    either: 5,
    own: 1,
    more: 1,
  });
  expect(error && issuesText(error).split("; ")).toEqual([
    "name is missing",
    "size must be at least 1",
    'kind must be "a" or "b"',
    "list[0].port must be a number",
    "list[1] must be an object",
    "either has the wrong form",
    "own must be given",
    "has no more",
  ]);
});
