import { ManagedGroup } from "../managed-group";
import { useTwin } from "../emulator";

const twin = useTwin();
const https = { protocol: "tcp", ports: 443 };

describe("adopting", () => {
  test("takes the group of that name, and makes one where there is none", async () => {
    await twin.start();
    const { id } = twin.sandbox.secondWriter.create("web");
    twin.sandbox.secondWriter.change(id, "group-add-rule", { direction: "IN" });
    await twin.group.up({ rules: [https], adopt: true });
    expect(twin.group.id).toBe(id);
    expect(twin.live?.rules).toHaveLength(1);
    const other = new ManagedGroup(twin.sandbox);
    await other.up({ name: "other", adopt: true });
    expect(twin.sandbox.secondWriter.groups()).toHaveLength(2);
  });

  test("takes the group with an id, whose name has to be known", async () => {
    await twin.start();
    const { id } = twin.sandbox.secondWriter.create("theirs");
    await expect(twin.group.up({ adopt: id })).rejects.toThrow(/is named "theirs".* set name: "theirs"/);
    await twin.group.up({ adopt: id.toUpperCase(), name: "theirs" });
    expect(twin.group.id).toBe(id);
  });

  test("asks for the id where several have the name", async () => {
    await twin.start();
    const ids = [twin.sandbox.secondWriter.create("web").id, twin.sandbox.secondWriter.create("web").id];
    await expect(twin.group.up({ adopt: true })).rejects.toThrow(
      `several groups have this name: say which by its id in adopt: ${ids.join(", ")}`,
    );
  });

  test("is named as the way out where a name is taken", async () => {
    await twin.start({ duplicateName: "reject" });
    const { id } = twin.sandbox.secondWriter.create("web");
    await expect(twin.group.up({})).rejects.toThrow(
      new RegExp(`There is a group of this name, ${id}: take it over with adopt: true`),
    );
  });
});
