import { profileNames } from "../../../../../sandbox/e24cloud/profiles/profiles";
import { messageOf } from "../../../../../provider/errors";
import { useEmulator } from "../../emulator";

const emulator = useEmulator();
const https = { protocol: "tcp", ports: 443 };

/** A group to which somebody else has attached one of each kind. */
async function used(options: Parameters<typeof emulator.start>[0]): Promise<string[]> {
  await emulator.start(options);
  await emulator.group.up({ rules: [https], active: false });
  const { secondWriter, virtualMachines, users, resources } = emulator.sandbox;
  const ids = [virtualMachines[0] ?? "", users[1] ?? "", resources[0] ?? ""];
  for (const [word, id] of [
    ["vm", ids[0]],
    ["user", ids[1]],
    ["resource", ids[2]],
  ] as const)
    secondWriter.change(emulator.group.id, `group-attach-${word}`, { id });
  emulator.sandbox.catchUp();
  return ids;
}

describe.each(profileNames)("deleting a group that somebody else uses, on the server %s", (profile) => {
  test("names who uses it and the way out, which works", async () => {
    const ids = await used({ profile, inUse: "reject" });
    const failure: unknown = await emulator.group.destroy().catch(messageOf);
    const said = String(failure);
    expect(said).toContain("while it is in use");
    for (const id of ids) expect(said).toContain(id);
    const lists = "exclusiveMembers: true with virtualMachines: [], users: [], resources: []";
    expect(said).toContain(lists);
    expect(said).not.toContain("pulumi up --refresh");

    await emulator.group.up({
      rules: [https],
      active: false,
      exclusiveMembers: true,
      virtualMachines: [],
      users: [],
      resources: [],
    });
    await emulator.group.destroy();
    emulator.sandbox.catchUp();
    expect(emulator.live).toBeUndefined();
  });
});

test("an outage in place of a reason counts as in use while members show", async () => {
  const ids = await used({});
  emulator.sandbox.faults.add({
    method: "DELETE",
    times: "forever",
    answer: { status: 500, body: "<html>" },
  });
  await expect(emulator.another({}).crud.delete(emulator.group.id, emulator.group.outputs)).rejects.toThrow(
    new RegExp(`in use.*${String(ids[0])}`),
  );
});
