import {
  pullSecurityGroup,
  setSecurityGroupErred,
  unlinkSecurityGroup,
} from "../../../../provider/waldur/security-group/actions";
import { readWaldurSettings } from "../../../../provider/waldur/api/settings";
import type { WaldurSandbox } from "../../../../sandbox/waldur";
import { polled, useClock } from "../../clock";
import { crudFor, settingsFor, ManagedResource, startSandbox } from "../sandbox";

const clock = useClock();
let sandbox: WaldurSandbox;
let stack: ManagedResource;

beforeEach(async () => {
  sandbox = await startSandbox();
  stack = new ManagedResource(crudFor(settingsFor(sandbox)));
  await stack.up({ rules: [] });
});
afterEach(() => sandbox.close());

const id = () => stack.state?.id ?? "";
const settings = (changed: Record<string, string> = {}) => {
  const values = new Map(Object.entries(settingsFor(sandbox, changed)));
  return readWaldurSettings({ get: (key) => values.get(key) });
};

test("a pull adopts what OpenStack has", async () => {
  sandbox.edits.renameGroup(id(), { name: "renamed" });
  expect(await pullSecurityGroup(settings(), id())).toMatchObject({ name: "renamed", state: "OK" });
});

test("a pull of a group that OpenStack has lost shows why it fails", async () => {
  sandbox.edits.deleteGroup(id());
  await expect(pullSecurityGroup(settings(), id())).rejects.toThrow("OpenStack could not be read: NotFound");
});

test("a pull of what cannot be pulled says why, with another way", async () => {
  const other = new ManagedResource(stack.crud, "other");
  sandbox.faults.add({ level: "openstack", method: "POST", path: "groups$", answer: { status: 500 } });
  await other.up({ rules: [] }).catch(() => undefined);
  await expect(pullSecurityGroup(settings(), other.id)).rejects.toThrow("never created in OpenStack");
  // The remedy.
  expect(await other.up({ rules: [] })).toBe("replaced");

  sandbox.settings.set({ worker: false });
  const renamed = clock.passes(900, stack.up({ name: "renamed", rules: [] }), polled(sandbox.log));
  await expect(renamed).rejects.toThrow("timed out");
  await expect(pullSecurityGroup(settings(), id())).rejects.toMatchObject({
    message: expect.stringMatching(/is UPDATE.SCHEDULED since/) as string,
    remedy: expect.stringContaining("waldur set-erred") as string,
  });
});

test("set-erred makes a group ERRED for staff only, and names unlink where Waldur does not have it", async () => {
  const staff = settings({ "waldur:token": sandbox.tokens.staff });
  sandbox.settings.set({ release: "2024-10" });
  await expect(setSecurityGroupErred(staff, id())).rejects.toThrow("this Waldur does not have set_erred");
  sandbox.settings.set({ release: "2026" });
  await expect(setSecurityGroupErred(settings(), id())).rejects.toThrow(
    "does not allow this to the token's user",
  );
  await setSecurityGroupErred(staff, id());
  await stack.refresh();
  expect(stack.outputs).toMatchObject({ state: "ERRED" });
  expect(await stack.up({ rules: [] })).toBe("updated");
  expect(stack.outputs).toMatchObject({ state: "OK" });
});

test("unlink makes Waldur forget the group, for staff only", async () => {
  const url = `${sandbox.apiUrl}openstack-security-groups/${id()}/`;
  await expect(unlinkSecurityGroup(settings(), url)).rejects.toThrow(
    "Waldur does not allow this to the token's user (You do not have permission to perform this action.)",
  );
  await unlinkSecurityGroup(settings({ "waldur:token": sandbox.tokens.staff }), url);
  await stack.refresh();
  expect(stack.outputs).toMatchObject({ state: "GONE" });
  await expect(unlinkSecurityGroup(settings(), "web")).rejects.toThrow(`"web" is not a security group`);
});
