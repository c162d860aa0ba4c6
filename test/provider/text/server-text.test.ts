import { serverText, withoutServerTexts } from "../../../provider/text/printable";

test("takes out of a message what servers said, and nothing else", () => {
  const said = serverText("  name ab is taken\n");
  serverText("is taken");
  serverText("");
  expect(withoutServerTexts(`POST /groups/: 400 ${said}. Choose another name.`)).toBe(
    "POST /groups/: 400 [not shown: a secret is too short to be taken out of the server's text]. Choose another name.",
  );
  expect(withoutServerTexts("nothing was added")).toBe("nothing was added");
});

test("keeps the latest texts alone", () => {
  const [first] = Array.from({ length: 2000 }, (_, number) => serverText(`refusal number <${number}>`));
  expect(withoutServerTexts(String(first))).toBe(first);
  expect(withoutServerTexts("refusal number <1999>")).toMatch(/not shown/);
});
