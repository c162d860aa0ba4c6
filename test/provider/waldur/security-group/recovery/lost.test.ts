import { isLost, pullTenantOnce } from "../../../../../provider/waldur/security-group/recover";
import { wireGroup } from "../../../../../provider/waldur/api/schema";
import type { WaldurSandbox } from "../../../../../sandbox/waldur";
import { crudFor, ManagedResource, settingsFor, startSandbox } from "../../sandbox";
import { workIn } from "../../work";

const group = (fields: object) =>
  wireGroup.parse({ uuid: "1", tenant_uuid: "2", rules: [], state: "ERRED", backend_id: "3", ...fields });

test.each([
  ["was never created there", { backend_id: "", error_message: "InternalServerError()" }, true],
  ["is gone there", { error_message: "NotFound()" }, true],
  ["failed otherwise", { error_message: "InternalServerError()" }, false],
  ["is not in error", { state: "OK", backend_id: "" }, false],
])("whether OpenStack lacks a group that %s", (_, fields, lost) => {
  expect(isLost(group(fields))).toBe(lost);
});

describe("a pull of the tenant", () => {
  let sandbox: WaldurSandbox;
  beforeEach(async () => {
    sandbox = await startSandbox();
  });
  afterEach(() => sandbox.close());

  test("makes what was read before it void, for this process", async () => {
    const stack = new ManagedResource(crudFor(settingsFor(sandbox)));
    await stack.up({ rules: [] });
    const work = workIn(sandbox);
    const view = work.session.tenant(sandbox.tenantUuid);
    expect((await view.all()).get(stack.id)).toMatchObject({ name: "web" });
    sandbox.edits.renameGroup(stack.id, { name: "renamed" });
    await pullTenantOnce(work, sandbox.tenantUuid, "a test asks for it");
    expect((await view.all()).get(stack.id)).toMatchObject({ name: "renamed" });
  });
});
