import { replacedOnChange } from "../../../provider/kit/program-context";
import { UNKNOWN } from "../../../provider/rules/rule-map";
import { securityGroup } from "../../../provider/waldur/security-group/definition";

const olds = { name: "web", description: "one", rules: { a: {} }, state: "OK", __provider: "old" };
const news = { name: "web", description: "two", rules: { b: {} }, __provider: "new" };

test.each<[paths: string[], fields: string[]]>([
  [[], []],
  [["name"], []],
  [["description"], ["description"]],
  [["rules[0].cidr", 'rules["a"]'], ["rules"]],
  [["*"], ["description", "rules"]],
  [["state"], []],
])("%j", (paths, fields) => {
  expect(replacedOnChange(paths, olds, news)).toEqual(fields);
});

test("what is not known yet counts as changed", () => {
  expect(replacedOnChange(["name"], olds, { ...news, name: UNKNOWN })).toEqual(["name"]);
});

test("a diff replaces for what they name, next to what cannot be changed, and names each once", async () => {
  const [apiUrl, tenant, other] = ["https://waldur.example.com/api/", "a".repeat(32), "b".repeat(32)];
  const before = { apiUrl, tenant, name: "web", description: "one", rules: {} };
  const crud = securityGroup();
  const replaced = async (after: object, replaceOnChanges: string[]) => {
    const { replaces } = await crud.diff(
      "c".repeat(32),
      { ...before, state: "OK" },
      { ...before, ...after },
      { replaceOnChanges },
    );
    return replaces;
  };
  expect(await replaced({ description: "two" }, [])).toEqual([]);
  expect(await replaced({ description: "two" }, ["description"])).toEqual(["description"]);
  expect(await replaced({ description: "two", tenant: other }, ["tenant", "description"])).toEqual([
    "tenant",
    "description",
  ]);
});
