import { ManagedGroup } from "../../managed-group";
import { useEmulator } from "../../emulator";

const emulator = useEmulator();
const https = { protocol: "tcp", ports: 443 };

describe("adopting", () => {
  test("takes the group of that name, and makes one where there is none", async () => {
    await emulator.start();
    const { id } = emulator.sandbox.secondWriter.create("web");
    emulator.sandbox.secondWriter.change(id, "group-add-rule", { direction: "IN" });
    await emulator.group.up({ rules: [https], adopt: true });
    expect(emulator.group.id).toBe(id);
    expect(emulator.live?.rules).toHaveLength(1);
    const other = new ManagedGroup(emulator.sandbox);
    await other.up({ name: "other", adopt: true });
    expect(emulator.sandbox.secondWriter.groups()).toHaveLength(2);
  });

  test("takes the group with an id, whose name must be known", async () => {
    await emulator.start();
    const { id } = emulator.sandbox.secondWriter.create("theirs");
    await expect(emulator.group.up({ adopt: id })).rejects.toThrow(/is named "theirs".* set name: "theirs"/);
    await emulator.group.up({ adopt: id.toUpperCase(), name: "theirs" });
    expect(emulator.group.id).toBe(id);
  });

  test("asks for the id where several have the name", async () => {
    await emulator.start();
    const ids = [
      emulator.sandbox.secondWriter.create("web").id,
      emulator.sandbox.secondWriter.create("web").id,
    ];
    await expect(emulator.group.up({ adopt: true })).rejects.toThrow(
      `several groups have this name: say which by its id in adopt: ${ids.join(", ")}`,
    );
  });

  test("is named as the way out where a name is taken", async () => {
    await emulator.start({ duplicateName: "reject" });
    const { id } = emulator.sandbox.secondWriter.create("web");
    emulator.sandbox.secondWriter.change(id, "group-add-rule", { direction: "IN" });
    await expect(emulator.group.up({})).rejects.toThrow(
      new RegExp(`There is a group of this name, ${id}: adopt it with adopt: true`),
    );
  });
});
