import { GroupListing } from "../../../../provider/waldur/api/group-listing";
import { listedGroup, type WireGroup, wireGroup } from "../../../../provider/waldur/api/schema";

const group = (uuid: string, more: object = {}) =>
  listedGroup.parse({ uuid, name: `group ${uuid}`, tenant_uuid: "t", state: "OK", rules: [], ...more });

function listing(...groups: ReturnType<typeof group>[]) {
  const read: string[] = [];
  const found = new GroupListing(groups, (listed): WireGroup => {
    read.push(listed.uuid);
    return wireGroup.parse(listed);
  });
  return { found, read };
}

test("a group is read as a whole when somebody asks for it, and once", () => {
  const { found, read } = listing(group("1"), group("2"), group("3"));
  expect(found.get("2")).toMatchObject({ uuid: "2", name: "group 2", state: "OK" });
  expect(found.get("2")).toBe(found.get("2"));
  expect(found.get("4")).toBeUndefined();
  expect(read).toEqual(["2"]);
  expect([...found.values()].map(({ uuid }) => uuid)).toEqual(["1", "2", "3"]);
  expect(read).toEqual(["2", "1", "3"]);
});

test("one that cannot be read concerns only those who ask for it", () => {
  const { found } = listing(group("1"), group("2", { rules: "none" }));
  expect(found.get("1")).toMatchObject({ uuid: "1" });
  expect(() => found.get("2")).toThrow();
});
