import { useEmulator } from "../emulator";
import { ManagedGroup } from "../managed-group";

const emulator = useEmulator();
const https = { protocol: "tcp", ports: 443 };
const ssh = { protocol: "tcp", ports: 22, srcAddress: "203.0.113.0/24" };
const other = { id: "11e1c5b0-0851-0354-e2c3-04b16c4c9a09", name: "somebody else" };
const hidden =
  /does not show the group .* may not be that of its owner, owner: so it does not count as deleted/;

/** From now on the credentials are those of an account that sees none of the groups. */
function seesNothing({ account = true } = {}): void {
  const { faults } = emulator.sandbox;
  const refused = { status: 404, body: "" };
  faults.add({ path: "/v2/groups/[^/]+$", times: "forever", answer: refused });
  faults.add({
    path: "/v2/groups$",
    times: "forever",
    answer: {
      status: 200,
      body: { groups: [{ id: "c0ffee00-0851-0354-e2c3-04b16c4c9a09", name: "x", owner: other, rules: [] }] },
    },
  });
  const answer = account ? { status: 200, body: { success: true, account: other } } : refused;
  faults.add({ path: "/v2/account$", times: "forever", answer });
}

test.each([true, false])(
  "with the keys of another account nothing counts as gone (it says whose it is: %s)",
  async (account) => {
    await emulator.start();
    await emulator.group.up({ rules: [https] });
    const { state } = emulator.group;
    seesNothing({ account });
    await expect(emulator.group.refresh()).rejects.toThrow(hidden);
    await expect(emulator.group.destroy()).rejects.toThrow(hidden);
    expect(emulator.group.state).toEqual(state);
    // The remedy.
    emulator.sandbox.faults.clear();
    expect(await emulator.group.refresh()).toBe(false);
    await emulator.group.destroy();
    expect(emulator.sandbox.secondWriter.groups()).toEqual([]);
  },
);

test("the keys of another account of the same server", async () => {
  await emulator.start();
  await emulator.group.up({ rules: [https] });
  const { id, state } = emulator.group;
  const { endpoint, otherAccount } = emulator.sandbox;
  const theirs = new ManagedGroup({ endpoint, ...otherAccount });
  theirs.state = state;
  for (const tried of [theirs.refresh(), theirs.destroy(), theirs.up({ rules: [https, ssh] })])
    await expect(tried).rejects.toThrow(hidden);
  expect(theirs.state).toEqual(state);
  // Groups of its own say nothing about those of others.
  await new ManagedGroup({ endpoint, ...otherAccount }, {}, undefined, "theirs").up({ rules: [https] });
  await expect(theirs.refresh()).rejects.toThrow(hidden);
  expect(emulator.sandbox.secondWriter.groups()).toMatchObject([{ id, rules: [{ min_port: 443 }] }]);
});

test("other groups of the same owner say enough where the server does not say whose the key is", async () => {
  await emulator.start();
  await emulator.group.up({ rules: [https] });
  emulator.sandbox.secondWriter.create("other");
  emulator.sandbox.secondWriter.delete(emulator.group.id);
  emulator.sandbox.faults.add({ path: "/v2/account$", times: "forever", answer: { status: 404, body: "" } });
  await emulator.group.refresh();
  expect(emulator.group.state).toBeUndefined();
});
