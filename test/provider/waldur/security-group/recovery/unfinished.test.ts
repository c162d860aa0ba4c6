import { findDrift } from "../../../../../cli/drift/find";
import { wordingOfDynamic } from "../../../../../cli/source/settings";
import { setSecurityGroupErred } from "../../../../../provider/waldur/security-group/actions";
import { readWaldurSettings } from "../../../../../provider/waldur/api/settings";
import { securityGroup } from "../../../../../provider/waldur/security-group/definition";
import { securityGroupRules } from "../../../../../provider/waldur/security-group-rules/definition";
import type { WaldurSandbox } from "../../../../../sandbox/waldur";
import { polled, useClock } from "../../../clock";
import { crudFor, enforced, ManagedResource, settingsFor, startSandbox } from "../../sandbox";

const https = { protocol: "tcp", ports: 443 };
const ssh = { protocol: "tcp", ports: 22, cidr: "10.0.0.0/8" };
/** Seconds that an operation has. */
const ALL_TIME = 900;
/** More than the seconds for which a group may make no progress, or reads may lack a new one. */
const LONG = 301;

const clock = useClock();
let sandbox: WaldurSandbox;
let said: jest.SpyInstance<void, string[]>;
const open = async (release: "2024-10" | "2026" = "2026") => (sandbox = await startSandbox({ release }));
beforeEach(() => {
  said = jest.spyOn(console, "log").mockImplementation(() => undefined);
});
afterEach(async () => {
  said.mockRestore();
  await sandbox.close();
});

/** A call that is in progress outlasts the time that passes at once. */
const settings = (changed: Record<string, string> = {}) =>
  settingsFor(sandbox, { "waldur:requestTimeout": "600", ...changed });
const stackOf = () => new ManagedResource(crudFor(settings()));
const lines = () => said.mock.calls.flat().join("\n");
const staff = (): Record<string, string> => settings({ "waldur:token": sandbox.tokens.staff });
const groups = () =>
  sandbox.edits
    .groups(sandbox.tenantUuid)
    .map(({ name }) => name)
    .sort();

/** Lets time pass for an operation once it only waits. */
const passing = async <T>(seconds: number, operation: Promise<T>) =>
  clock.passes(seconds, operation, polled(sandbox.log));

/** Runs something while Waldur takes orders and loses all tasks, until all its time has passed. */
async function losingTasks(run: () => Promise<unknown>): Promise<string> {
  sandbox.settings.set({ worker: false });
  const failure = await passing(ALL_TIME, run()).then(
    () => "it succeeded",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  expect(failure).toContain("timed out after 900 s");
  sandbox.edits.loseTasks();
  sandbox.settings.set({ worker: true });
  return failure;
}

/** A group that is to lose ssh, of which OpenStack never got the change. */
async function stuckGroup(stack: ManagedResource): Promise<void> {
  await stack.up({ rules: [https, ssh] });
  await losingTasks(async () => stack.up({ rules: [https] }));
}

test("a change that Waldur never finishes: state keeps what may be in force, and the staff's way out leads to up", async () => {
  await open();
  const stack = stackOf();
  await stuckGroup(stack);
  expect(stack.outputs).toMatchObject({ state: "UPDATE_SCHEDULED" });
  expect(Object.keys(stack.outputs["rules"] ?? {})).toHaveLength(2);
  expect(enforced(sandbox, stack.id)).toHaveLength(2);

  // A refresh knows no more than that.
  await passing(LONG, stack.refresh());
  expect(stack.outputs).toMatchObject({ state: "UPDATE_SCHEDULED" });
  expect(Object.keys(stack.outputs["rules"] ?? {})).toHaveLength(2);
  expect(lines()).toMatch(
    /web: is not finished: Waldur has it UPDATE_SCHEDULED since .* what OpenStack has is not known/,
  );

  const stuck =
    /is stuck with the group "web" .* UPDATE_SCHEDULED since .*waldur set-erred [0-9a-f]{32}, with WALDUR_API_URL/;
  await expect(passing(LONG, stack.up({ rules: [https] }))).rejects.toThrow(stuck);
  await setSecurityGroupErred(readWaldurSettings({ get: (key) => staff()[key] }), stack.id);
  expect(await stack.up({ rules: [https] })).toBe("updated");
  expect(enforced(sandbox, stack.id)).toEqual(["ingress IPv4 tcp 443-443 0.0.0.0/0"]);
  expect(await stack.refresh()).toBe(false);
});

test("a wait that ends with its time names the way out, too", async () => {
  await open();
  const stack = stackOf();
  await stack.up({ rules: [https] });
  expect(await losingTasks(async () => stack.up({ rules: [ssh] }))).toMatch(
    /timed out after 900 s.*Where it stays UPDATE_SCHEDULED: Ask a staff user to run npx pulumi-security-groups waldur set-erred/,
  );
});

test("drift says that it cannot know, however often state was refreshed", async () => {
  await open();
  const stack = stackOf();
  await stuckGroup(stack);
  await passing(LONG, stack.refresh());
  const { id, outputs } = stack;
  const given: Record<string, string> = settings();
  const inState = {
    handler: "waldurSecurityGroup",
    title: "web",
    id,
    outputs,
    secret: new Set<string>(),
  } as const;
  const { drift, failures } = await passing(
    LONG,
    findDrift([{ ...inState, settings: undefined, wording: wordingOfDynamic }], {
      get: (key) => given[key],
    }),
  );
  expect(drift).toEqual([]);
  expect(failures).toEqual([
    expect.stringMatching(/web is UPDATE_SCHEDULED .*what OpenStack has is not known/),
  ]);
});

test("rules on their own that Waldur never sets: state, refresh and up report it", async () => {
  await open();
  const group = stackOf();
  await group.up({});
  const rules = new ManagedResource(crudFor(settings(), securityGroupRules()), "web-rules");
  const program = { securityGroup: group.id };
  await rules.up({ ...program, rules: [https, ssh] });
  await losingTasks(async () => rules.up({ ...program, rules: [https] }));
  await passing(LONG, rules.refresh());
  expect(rules.outputs).toMatchObject({ state: "UPDATE_SCHEDULED" });
  expect(Object.keys(rules.outputs["rules"] ?? {})).toHaveLength(2);
  await expect(passing(LONG, rules.up({ ...program, rules: [https] }))).rejects.toThrow(/waldur set-erred/);
  await setSecurityGroupErred(readWaldurSettings({ get: (key) => staff()[key] }), group.id);
  await rules.up({ ...program, rules: [https] });
  expect(enforced(sandbox, group.id)).toHaveLength(1);
});

test("a group that Waldur never makes: the staff's way out leads to a new one", async () => {
  await open();
  const stack = stackOf();
  const wanted = { rules: [https] };
  await losingTasks(async () => stack.up(wanted));
  expect(stack.outputs).toMatchObject({ state: "CREATION_SCHEDULED", backendId: "" });
  await expect(passing(LONG, stack.up(wanted))).rejects.toThrow(/CREATION_SCHEDULED .*waldur set-erred/);
  await setSecurityGroupErred(readWaldurSettings({ get: (key) => staff()[key] }), stack.id);
  await expect(stack.up(wanted)).rejects.toThrow("The next pulumi up recreates it");
  expect(await stack.up(wanted)).toBe("replaced");
  expect(enforced(sandbox, stack.id)).toHaveLength(1);
  expect(groups()).toEqual(["default", "web"]);
});

test.each(["set_rules", "DELETE"])(
  'onStuck: "unlink" ends what a lost %s has left, and OpenStack keeps nothing',
  async (write) => {
    await open("2024-10");
    const stack = new ManagedResource(crudFor(staff()));
    const wanted = { rules: [https], onStuck: "unlink" };
    await stack.up(wanted);
    await losingTasks(async () =>
      write === "DELETE" ? stack.destroy() : stack.up({ ...wanted, rules: [] }),
    );
    await passing(LONG, stack.destroy());
    expect(groups()).toEqual(["default"]);
    expect(lines()).toContain("has been unlinked: Waldur no longer has it, and OpenStack keeps it");
  },
);

test('onStuck: "unlink" in an update: the next up adopts what OpenStack has', async () => {
  await open("2024-10");
  const stack = new ManagedResource(crudFor(staff()));
  const wanted = { rules: [https, ssh], onStuck: "unlink" };
  await stack.up(wanted);
  const [kept] = sandbox.edits.groups(sandbox.tenantUuid).filter(({ name }) => name === "web");
  await losingTasks(async () => stack.up({ ...wanted, rules: [https] }));
  await expect(passing(LONG, stack.up({ ...wanted, rules: [https] }))).rejects.toThrow(
    /did not finish the group, so it has been unlinked\. The next pulumi up adopts it/,
  );
  expect(await stack.up({ ...wanted, rules: [https] })).toBe("replaced");
  expect(groups()).toEqual(["default", "web"]);
  expect(sandbox.edits.group(stack.id).id).toBe(kept?.id);
  expect(enforced(sandbox, stack.id)).toHaveLength(1);
});

test("a new group that answers 404 is not waited for to the end of the time", async () => {
  await open();
  const stack = stackOf();
  sandbox.faults.add({
    method: "GET",
    path: "openstack-security-groups/[0-9a-f]{32}/$",
    times: "forever",
    answer: { status: 404, body: { detail: "No SecurityGroup matches the given query." } },
  });
  const wanted = { rules: [https] };
  await expect(passing(LONG, stack.up(wanted))).rejects.toThrow(
    "Waldur does not show the group that it created",
  );
  sandbox.faults.clear();
  expect(await stack.up(wanted)).toBe("replaced");
  expect(groups()).toEqual(["default", "web"]);
});

test("what is in progress for a moment is not drift", async () => {
  await open();
  const stack = stackOf();
  await stack.up({ rules: [https] });
  await fetch(`${sandbox.apiUrl}openstack-security-groups/${stack.id}/pull/`, {
    method: "POST",
    headers: { authorization: `Token ${sandbox.token}` },
  });
  expect(await stack.refresh()).toBe(false);
});

test("a group that is not finished is not imported", async () => {
  await open();
  const stack = stackOf();
  await stuckGroup(stack);
  const given: Record<string, string> = settings();
  for (const handlers of [securityGroup(), securityGroupRules()]) {
    handlers.configure({ get: (key) => given[key] });
    const imported = handlers.import(stack.id, "web", { print: () => undefined });
    await expect(passing(LONG, imported)).rejects.toThrow(
      /UPDATE_SCHEDULED.*Import it when Waldur has finished it/,
    );
  }
});

test("a group that state has as unfinished is an update, though nothing else differs", async () => {
  await open();
  const stack = stackOf();
  await stack.up({ rules: [https] });
  const { id, outputs, inputs } = stack.state ?? { id: "", outputs: {}, inputs: {} };
  const changesIn = async (state: string) =>
    (await stack.crud.diff(id, { ...outputs, __provider: "text", state }, { ...inputs, __provider: "text" }))
      .changes;
  expect(await changesIn("OK")).toBe(false);
  for (const state of ["UPDATING", "UPDATE_SCHEDULED", "CREATING", "DELETING", "something new"])
    expect(await changesIn(state)).toBe(true);
});
