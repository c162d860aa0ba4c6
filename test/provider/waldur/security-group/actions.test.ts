import { pullSecurityGroup, unlinkSecurityGroup } from "../../../../provider/waldur/security-group/actions";
import { readWaldurSettings } from "../../../../provider/waldur/api/settings";
import type { WaldurSandbox } from "../../../../sandbox/waldur";
import { crudFor, settingsFor, ManagedResource, startSandbox } from "../sandbox";

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

test("a pull takes over what OpenStack has", async () => {
  sandbox.edits.renameGroup(id(), { name: "renamed" });
  expect(await pullSecurityGroup(settings(), id())).toMatchObject({ name: "renamed", state: "OK" });
});

test("a pull of a group that OpenStack has lost tells why it fails", async () => {
  sandbox.edits.deleteGroup(id());
  await expect(pullSecurityGroup(settings(), id())).rejects.toThrow("OpenStack could not be read: NotFound");
});

test("unlink makes Waldur forget the group, for staff only", async () => {
  const url = `${sandbox.apiUrl}openstack-security-groups/${id()}/`;
  await expect(unlinkSecurityGroup(settings(), url)).rejects.toThrow("403");
  await unlinkSecurityGroup(settings({ "waldur:token": sandbox.tokens.staff }), url);
  await stack.refresh();
  expect(stack.state).toBeUndefined();
  await expect(unlinkSecurityGroup(settings(), "web")).rejects.toThrow("web is not a security group");
});
