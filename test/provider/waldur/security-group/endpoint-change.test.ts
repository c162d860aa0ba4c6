import type { WaldurSandbox } from "../../../../sandbox/waldur";
import { securityGroupRules } from "../../../../provider/waldur/security-group-rules/definition";
import { crudFor, enforced, ManagedResource, settingsFor, startSandbox } from "../sandbox";

const https = { protocol: "tcp", ports: 443 };
let [here, elsewhere]: WaldurSandbox[] = [];
beforeEach(async () => {
  [here, elsewhere] = await Promise.all([startSandbox(), startSandbox()]);
  jest.spyOn(console, "log").mockImplementation();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all([here?.close(), elsewhere?.close()]);
});

/** The same resource after its settings were changed. */
function moved(resource: ManagedResource, settings: Record<string, string>, rules = false): ManagedResource {
  const again = new ManagedResource(crudFor(settings, rules ? securityGroupRules() : undefined));
  again.state = resource.state;
  return again;
}

test("a server that has moved to another address keeps its groups", async () => {
  if (here === undefined) return;
  const web = new ManagedResource(crudFor(settingsFor(here)));
  await web.up({ rules: [https] });
  const apiUrl = here.apiUrl.replace("127.0.0.1", "localhost");
  const again = moved(web, settingsFor(here, { "waldur:apiUrl": apiUrl }));
  expect(await again.up({ rules: [https] })).toBe("updated");
  expect(again.id).toBe(web.id);
  expect(again.outputs["apiUrl"]).toBe(apiUrl);
  await again.destroy();
  expect(here.edits.groups(here.tenantUuid)).toHaveLength(1);
});

test.each([
  ["a group", false],
  ["the rules of a group", true],
])("%s on another server: nothing counts as gone there, and nothing is sent there", async (_title, rules) => {
  if (here === undefined || elsewhere === undefined) return;
  const web = new ManagedResource(crudFor(settingsFor(here)));
  await web.up({ rules: [https] });
  const owned = rules ? new ManagedResource(crudFor(settingsFor(here), securityGroupRules())) : web;
  const program = rules ? { securityGroup: web.id, rules: [https] } : { rules: [https] };
  await owned.up(program);

  const again = moved(owned, settingsFor(elsewhere), rules);
  const says = /which does not have it\. Set waldur:apiUrl to .* again and run pulumi up/;
  await expect(again.refresh()).rejects.toThrow(says);
  await expect(again.destroy()).rejects.toThrow(says);
  await expect(again.up({ ...program, rules: [] })).rejects.toThrow(says);
  expect(elsewhere.log.entries({ level: "api" }).filter(({ method }) => method !== "GET")).toEqual([]);
  expect(enforced(here, web.id)).toHaveLength(1);
  // The remedy.
  const back = moved(again, settingsFor(here), rules);
  await back.up({ ...program, rules: [] });
  expect(enforced(here, web.id)).toEqual([]);
});
