import { readWaldurSettings } from "../../../../provider/waldur/api/settings";
import { WaldurSession } from "../../../../provider/waldur/api/session";
import type { WaldurSandbox } from "../../../../sandbox/waldur";
import { crudFor, ManagedResource, settingsFor, startSandbox } from "../sandbox";

let sandbox: WaldurSandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

test("after a pull of the tenant no list from before it shows a group that is about to be changed", async () => {
  const settings: Record<string, string> = settingsFor(sandbox);
  const stacks = ["one", "two"].map((name) => new ManagedResource(crudFor(settings), name));
  for (const stack of stacks) await stack.up({ rules: [] });
  const [one = "", two = ""] = stacks.map(({ id }) => id);
  const session = new WaldurSession(readWaldurSettings({ get: (key) => settings[key] }));
  const view = session.tenant(sandbox.tenantUuid);
  // Two that are asked for one after the other share a list from the second on.
  await view.present(one);
  await view.present(two);

  sandbox.edits.renameGroup(one, { name: "another" });
  await sandbox.edits.backgroundPull();
  expect(await view.present(one)).toMatchObject({ name: "one" });
  view.changed();
  expect(await view.present(one)).toMatchObject({ name: "another" });
});
