import type { WaldurSandbox } from "../../../../sandbox/waldur";
import { polled, useClock } from "../../clock";
import { crudFor, enforced, settingsFor, ManagedResource, startSandbox } from "../sandbox";

const clock = useClock();

let sandbox: WaldurSandbox;
let stack: ManagedResource;

beforeEach(async () => {
  sandbox = await startSandbox();
  stack = new ManagedResource(crudFor(settingsFor(sandbox)));
});
afterEach(() => sandbox.close());

const id = () => stack.state?.id ?? "";
const groups = () =>
  sandbox.edits
    .groups(sandbox.tenantUuid)
    .map(({ name }) => name)
    .sort();
const https = { protocol: "tcp", ports: 443 };
const ssh = { protocol: "tcp", ports: 22, cidr: "10.0.0.0/8" };
/** Lets all time of an operation pass once it only waits. */
const late = async (operation: Promise<unknown>) => clock.passes(900, operation, polled(sandbox.log));
const failRules = (method: "POST" | "DELETE", skip = 0) =>
  sandbox.faults.add({
    level: "openstack",
    method,
    path: "security-group-rules",
    skip,
    answer: { status: 500, body: "out of order" },
  });

test("where a secret is too short to be taken out of texts, no server's text is shown or stored", async () => {
  sandbox.faults.add({
    level: "openstack",
    method: "POST",
    path: "security-group-rules",
    times: 1,
    answer: { status: 500, body: { NeutronError: { message: "no room for thexqgroup" } } },
  });
  const args = { name: "xq", secretInputs: ["name"], rules: [https] };
  await expect(stack.up(args)).rejects.toThrow(
    /^create security group "\[secret\]": OpenStack did not create the group correctly: \[not shown: /,
  );
  expect(stack.outputs["errorMessage"]).toMatch(/^\[not shown: /);
});

describe("one clear sentence", () => {
  const message = async (run: Promise<unknown>) =>
    run.then(
      () => "no error",
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );

  test("for a wrong token", async () => {
    stack = new ManagedResource(crudFor(settingsFor(sandbox, { "waldur:token": "no-such-token" })));
    expect(await message(stack.up({ rules: [https] }))).toBe(
      'create security group "web": Waldur does not accept the token (Invalid token.). ' +
        "Set a valid one with pulumi config set --secret waldur:token; " +
        "Waldur ends a token that is not used for some time.",
    );
  });

  test("for a token that was renewed: what works for a refresh and a destroy", async () => {
    await stack.up({ rules: [https] });
    const { state } = stack;
    stack = new ManagedResource(crudFor(settingsFor(sandbox, { "waldur:token": "old-token" })));
    stack.state = state;
    const works = "run pulumi up first, without --refresh, or add --run-program.";
    expect(await message(stack.refresh())).toContain(works);
    expect(await message(stack.destroy())).toContain(works);
    expect(await message(stack.up({ rules: [] }))).not.toContain(works);
  });

  test("for a user who may not", async () => {
    stack = new ManagedResource(crudFor(settingsFor(sandbox, { "waldur:token": sandbox.tokens.member })));
    expect(await message(stack.up({ rules: [https] }))).toContain(
      "Waldur does not allow this to the token's user (You do not have permission to perform this action.). The user needs",
    );
  });

  test("for a tenant that does not exist", async () => {
    expect(await message(stack.up({ tenant: "0".repeat(32), rules: [https] }))).toMatch(
      /^create security group "web": there is no tenant 0{32}, or the token's user may not see it .* Set tenant, or waldur:tenant/,
    );
  });

  test("for an unknown server", async () => {
    const { apiUrl } = sandbox;
    await sandbox.close();
    stack = new ManagedResource(crudFor(settingsFor({ ...sandbox, apiUrl })));
    expect(await message(stack.up({ rules: [https] }))).toMatch(
      /^create security group "web": POST .*: cannot reach http:\/\/127.0.0.1:\d+ \(connect ECONNREFUSED .*\)\. Check waldur:apiUrl/,
    );
    sandbox = await startSandbox();
  });

  test("for an answer that breaks off, and for a server that fails, with what to do", async () => {
    const again = "Run pulumi again: it continues from the current state.";
    await stack.up({ rules: [https] });
    for (const answer of ["truncated", { status: 500, body: { detail: "broken" } }, "drop"] as const) {
      sandbox.faults.add({ method: "GET", answer });
      expect(await message(stack.refresh())).toMatch(new RegExp(`^refresh .*${again}$`));
    }
    sandbox.settings.set({ worker: false });
    expect(await message(late(stack.up({ rules: [https, ssh] })))).toMatch(
      /timed out .*\. Run pulumi again: /,
    );
  });

  test("for settings that are missing", async () => {
    stack = new ManagedResource(crudFor({}));
    expect(await message(stack.up({ rules: [] }))).toContain(
      "waldur:apiUrl is not set. Set it with pulumi config set",
    );
  });

  test("for a name that is taken", async () => {
    await stack.up({ rules: [https] });
    expect(await message(new ManagedResource(stack.crud).up({ rules: [https] }))).toBe(
      `create security group "web": the tenant already has a group of that name (${id()}). ` +
        `If no program owns it, set adopt: "${id()}"; if it is this resource's own and is being replaced, set ` +
        "deleteBeforeReplace: true or undo a taint with pulumi state untaint; otherwise choose another name, or see " +
        "docs/troubleshooting.md#names-that-are-taken.",
    );
  });

  test("for a name that several groups have, with the ids of all", async () => {
    for (const description of ["a", "b"]) sandbox.edits.createGroup({ name: "web", description });
    await sandbox.edits.backgroundPull();
    const said = await message(stack.up({ rules: [https] }));
    const [, ...ids] =
      /already has 2 groups of that name \(([0-9a-f]{32}), ([0-9a-f]{32})\)/.exec(said) ?? [];
    expect(ids.map((uuid) => sandbox.edits.group(uuid).description).sort()).toEqual(["a", "b"]);
    expect(said).toContain("set adopt to the id of the right one");
  });

  test("for a rule that only the server refuses, by its name", async () => {
    sandbox.settings.set({ release: "2024-10" });
    expect(await message(stack.up({ rules: [https, { protocol: "sctp" }] }))).toBe(
      'create security group "web": Waldur refuses the group: rule "ingress IPv4 sctp from 0.0.0.0/0": ' +
        'protocol: "132" is not a valid choice. Take the rule out of the program. Waldur takes protocol numbers since May 2026.',
    );
    await stack.up({ rules: [https] });
    expect(await message(stack.up({ rules: [https, { protocol: "sctp" }] }))).toContain(
      'update security group "web": Waldur refuses the rules: rule "ingress IPv4 sctp from 0.0.0.0/0": protocol:',
    );
  });

  test("without addresses where the rules are secret", async () => {
    sandbox.settings.set({ release: "2024-10" });
    const secret = { protocol: "sctp", cidr: "203.0.113.7/32" };
    const said = await message(stack.up({ rules: [secret], secretInputs: ["rules.peers"] }));
    expect(said).toContain('rule "ingress IPv4 sctp"');
    expect(said).not.toContain("203.0.113");
  });

  test("and no address of secret rules in the error message that is kept", async () => {
    const rules = [{ ...https, cidr: "203.0.113.7/32" }];
    const body = { NeutronError: { type: "Bad", message: "203.0.113.7/32 is not allowed here" } };
    sandbox.faults.add({ level: "openstack", method: "POST", path: "rules", answer: { status: 400, body } });
    await stack.up({ rules, secretInputs: ["rules.peers"] }).catch(() => undefined);
    expect(stack.state?.outputs["errorMessage"]).toContain("[secret] is not allowed here");
  });
});

describe("followed by a plain up that converges", () => {
  test("a create that ends in error half-way", async () => {
    failRules("POST", 1);
    const failure = await stack.up({ rules: [https, ssh] }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ id: stack.id });
    expect(stack.state?.outputs).toMatchObject({
      state: "ERRED",
      errorMessage: expect.stringMatching(/InternalServerError/) as string,
    });
    expect(await stack.up({ rules: [https, ssh] })).toBe("updated");
    expect(stack.state?.outputs).toMatchObject({ state: "OK", errorMessage: "" });
    expect(enforced(sandbox, id())).toHaveLength(2);
    expect(groups()).toEqual(["default", "web"]);
  });

  test.each(["before", "after"] as const)(
    "a create whose answer is lost, %s it takes effect",
    async (when) => {
      sandbox.faults.add({ method: "POST", path: "create_security_group", when, answer: "drop" });
      await stack.up({ rules: [https, ssh] });
      expect(groups()).toEqual(["default", "web"]);
      expect(enforced(sandbox, id())).toHaveLength(2);
      expect(await stack.up({ rules: [https, ssh] })).toBe("unchanged");
    },
  );

  test.each(["truncated", "html"] as const)("a create answered with %s", async (answer) => {
    sandbox.faults.add({ method: "POST", path: "create_security_group", when: "after", answer });
    await stack.up({ rules: [https] });
    expect(groups()).toEqual(["default", "web"]);
  });

  test("a create whose answer is lost never takes what somebody else has", async () => {
    await stack.up({ rules: [ssh] });
    sandbox.faults.add({ method: "POST", path: "create_security_group", when: "before", answer: "drop" });
    await expect(new ManagedResource(stack.crud).up({ rules: [ssh] })).rejects.toThrow(
      `already has a group of that name (${id()})`,
    );
  });

  test("rules that somebody else has replaced since they were read are planned again, but not forever", async () => {
    await stack.up({ rules: [https] });
    const answer = { status: 400, body: [{ id: "Security group does not have rule with id 7." }] };
    sandbox.faults.add({ method: "POST", path: "set_rules", answer });
    expect(await stack.up({ rules: [https, ssh] })).toBe("updated");
    expect(enforced(sandbox, id())).toHaveLength(2);
    sandbox.faults.add({ method: "POST", path: "set_rules", answer, times: "forever" });
    await expect(stack.up({ rules: [https] })).rejects.toThrow(
      /Waldur refuses the rules: .*does not have rule with id 7\. Something else changes the same group: stop it, then run pulumi again\.$/,
    );
    sandbox.faults.clear();
    await stack.up({ rules: [https] });
    expect(enforced(sandbox, id())).toHaveLength(1);
  });

  test("set_rules that fails half-way", async () => {
    await stack.up({ rules: [https] });
    failRules("POST", 1);
    const wanted = { rules: [https, ssh, { protocol: "udp", ports: 53 }] };
    await expect(stack.up(wanted)).rejects.toThrow(
      /^update security group "web": OpenStack refused the change: InternalServerError.* Run pulumi again/,
    );
    expect(stack.state?.outputs).toMatchObject({ state: "ERRED" });
    expect(await stack.up(wanted)).toBe("updated");
    expect(enforced(sandbox, id())).toHaveLength(3);
    expect(await stack.refresh()).toBe(false);
  });

  test("an ERRED group that only a refresh finds", async () => {
    await stack.up({ rules: [https] });
    failRules("POST");
    await stack.crud
      .update(id(), stack.state?.outputs ?? {}, await stack.check({ rules: [ssh] }))
      .catch(() => undefined);
    expect(await stack.refresh()).toBe(true);
    expect(stack.state?.outputs).toMatchObject({
      state: "ERRED",
      errorMessage: expect.stringContaining("InternalServerError") as string,
    });
    // Waldur shows the rules that were wanted, so only the state shows that OpenStack lacks them.
    expect(await stack.up({ rules: [ssh] })).toBe("updated");
    expect(enforced(sandbox, id())).toEqual(["ingress IPv4 tcp 22-22 10.0.0.0/8"]);
  });

  test.each(["before", "after"] as const)(
    "an answer to set_rules that is lost %s it takes effect",
    async (when) => {
      await stack.up({ rules: [https] });
      sandbox.faults.add({ method: "POST", path: "set_rules", when, answer: "drop" });
      await stack.up({ rules: [https, ssh] });
      expect(enforced(sandbox, id())).toHaveLength(2);
    },
  );

  test("a worker that stands still for a while", async () => {
    sandbox.settings.set({ worker: false });
    const wanted = { rules: [https] };
    await expect(late(stack.up(wanted))).rejects.toThrow(
      'create security group "web": timed out after 900 s: waiting for Waldur to create the group in OpenStack.',
    );
    sandbox.settings.set({ worker: true });
    expect(await stack.up(wanted)).toBe("updated");
    expect(groups()).toEqual(["default", "web"]);
    expect(stack.state?.outputs).toMatchObject({ state: "OK" });
  });

  test("a token that expires in the middle", async () => {
    sandbox.settings.set({ delay: 100 });
    const creating = stack.up({ rules: [https] });
    while (sandbox.log.count({ method: "POST", path: "create_security_group" }) === 0)
      await new Promise(setImmediate);
    sandbox.edits.setTokenExpired("owner", true);
    await expect(creating).rejects.toThrow("Waldur does not accept the token (Token has expired.)");
    sandbox.edits.setTokenExpired("owner", false);
    expect(await stack.up({ rules: [https] })).toBe("updated");
    expect(groups()).toEqual(["default", "web"]);
  });

  test("a tenant that is busy for a while", async () => {
    sandbox.edits.changeTenant(sandbox.tenantUuid, { state: "UPDATING" });
    const creating = stack.up({ rules: [https] });
    while (sandbox.log.count({ method: "POST" }) < 3) await new Promise(setImmediate);
    sandbox.edits.changeTenant(sandbox.tenantUuid, { state: "OK" });
    expect(await creating).toBe("created");
  });

  test("a group that was never created in OpenStack is replaced, with staff rights", async () => {
    stack = new ManagedResource(crudFor(settingsFor(sandbox, { "waldur:token": sandbox.tokens.staff })));
    const fail = {
      level: "openstack",
      method: "POST",
      path: "security-groups$",
      answer: { status: 500 },
    } as const;
    sandbox.faults.add(fail);
    const wanted = { rules: [https], onStuck: "unlink" };
    await expect(stack.up(wanted)).rejects.toThrow("OpenStack did not create the group correctly");
    expect(await stack.up(wanted)).toBe("replaced");
    expect(groups()).toEqual(["default", "web"]);
    expect(await stack.refresh()).toBe(false);
  });

  test("reads from a replica that lags behind", async () => {
    sandbox.settings.set({ staleReads: 50 });
    await stack.up({ rules: [https] });
    await stack.up({ name: "renamed", rules: [https, ssh] });
    expect(enforced(sandbox, id())).toHaveLength(2);
    await stack.destroy();
    expect(groups()).toEqual(["default"]);
  });
});

test("state that cannot be read is reported in every operation, and the remedy works", async () => {
  await stack.up({ rules: [https] });
  const { id, inputs, outputs } = stack.state ?? { id: "", inputs: {}, outputs: {} };
  const spoilt = { rules: "all", guard: 7 };
  stack.state = { id, inputs: { ...inputs, ...spoilt }, outputs: { ...outputs, ...spoilt } };
  const told =
    /^state has rules, guard of security group "web" in a form .* pulumi state delete, set adopt to the id of its group and run pulumi up\.$/;
  await expect(stack.up({ rules: [] })).rejects.toThrow(told);
  await expect(stack.refresh()).rejects.toThrow(told);
  // A setting of the delete itself is never in its way.
  await expect(stack.destroy()).rejects.toThrow(/^state has rules of security group "web" in a form /);
  const news = await new ManagedResource(stack.crud).check({ rules: [] });
  await expect(stack.crud.diff(id, stack.outputs, news)).rejects.toThrow(told);

  stack.state = undefined;
  await stack.up({ rules: [], adopt: id });
  expect(stack.id).toBe(id);
  expect(enforced(sandbox, id)).toEqual([]);
});
