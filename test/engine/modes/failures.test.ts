import type { OperationResult } from "../../../scripts/runner/stack";
import { type Clouds, startClouds } from "../harness/clouds";
import { signalEngine } from "../harness/engine-process";
import { steps, succeeded, useEngine } from "../harness/stacks";
import { useYaml, yamlProgram } from "../harness/yaml";
import { until } from "../../../scripts/runner/until";
import { providerModes, nativeMode, type Resources, stackInMode } from "./provider-mode";

useYaml();
const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const program: Resources = {
  web: { type: "waldur:SecurityGroup", args: { rules: [{ protocol: "tcp", ports: 443 }] } },
};
const refused = { status: 500, body: { NeutronError: { message: "no more today" } } };

/** What Waldur has of the group, by its API: its id, as resources have it. */
const idOfWeb = () => clouds.waldurId("web");

/** Has Waldur read the group, which ends in error where OpenStack does not answer. */
async function pulled(id: string): Promise<void> {
  const { apiUrl, token } = clouds.waldur;
  const headers = { authorization: `Token ${token}` };
  await fetch(`${apiUrl}openstack-security-groups/${id}/pull/`, { method: "POST", headers });
  await clouds.waldur.idle();
}

describe.each(providerModes)("$name", (mode) => {
  test("a create that fails half-way keeps the id, says why, and is finished by the next up", async () => {
    clouds.waldur.faults.add({
      level: "openstack",
      method: "POST",
      path: "security-group-rules",
      times: 1,
      when: "before",
      answer: refused,
    });
    const { stack } = await stackInMode(mode, engine, clouds, program);
    const failed = await stack.up();
    expect(failed.ok).toBe(false);
    expect(failed.error).toContain(
      'create security group "web": OpenStack did not create the group correctly',
    );
    const id = await idOfWeb();
    expect(stack.stateFile()).toContain(id);
    expect(stack.stateFile()).toContain('"initErrors"');

    succeeded(await stack.up());
    expect((await stack.outputs())["webId"]).toBe(id);
    expect(clouds.waldur.edits.group(String(id)).rules).toHaveLength(1);
    succeeded(await stack.up({ expectNoChanges: true }));
  });

  test("answers that are lost or late are dealt with", async () => {
    const { waldur, e24cloud } = clouds;
    waldur.faults.add({
      method: "POST",
      path: "create_security_group",
      when: "after",
      times: 1,
      answer: "drop",
    });
    waldur.faults.add({
      method: "GET",
      path: "openstack-security-groups",
      times: 2,
      answer: { status: 503 },
    });
    e24cloud.faults.add({ path: "groups", times: 1, when: "before", answer: { status: 502 } });
    const { stack } = await stackInMode(mode, engine, clouds, {
      ...program,
      edge: { type: "e24cloud:FirewallGroup", args: { rules: [{ direction: "OUT" }] } },
    });
    succeeded(await stack.up());
    expect(waldur.edits.groups(waldur.tenantUuid).map(({ name }) => name)).toEqual(["default", "web"]);
    succeeded(await stack.up({ expectNoChanges: true }));
  });

  test("a group in error is shown by a refresh and repaired by the next up", async () => {
    const { stack } = await stackInMode(mode, engine, clouds, program);
    succeeded(await stack.up());
    const { webId } = await stack.outputs();
    clouds.waldur.faults.add({ level: "openstack", method: "GET", times: 1, answer: refused });
    clouds.waldur.edits.removeRules(String(webId), { port_range_min: 443 });
    await pulled(String(webId));
    succeeded(await stack.refresh());
    const preview = succeeded(await stack.preview());
    expect(steps(preview).map(({ op }) => op)).toContain("update");
    succeeded(await stack.up());
    succeeded(await stack.up({ expectNoChanges: true, refresh: true }));
  });
});

describe("in the native provider mode", () => {
  test("^C during a create leaves the group in state, and the next up finishes it", async () => {
    const { waldur } = clouds;
    waldur.settings.set({ worker: false });
    const { stack } = await stackInMode(nativeMode, engine, clouds, program);
    const up = stack.up();
    const posts = { level: "api", method: "POST", path: "create_security_group" } as const;
    const looks = { level: "api", method: "GET", path: "openstack-security-groups" } as const;
    await until(() => waldur.log.count(posts) > 0);
    const before = waldur.log.count(looks);
    await until(() => waldur.log.count(looks) > before);
    expect(signalEngine("SIGINT")).toBe(true);
    const stopped = await up;
    expect(stopped.ok).toBe(false);
    expect(stopped.stdout + stopped.stderr).toContain(
      "cancelled: waiting for Waldur to create the group in OpenStack",
    );
    expect(stack.stateFile()).toContain(await idOfWeb());

    waldur.settings.set({ worker: true });
    succeeded(await stack.up());
    expect(waldur.log.count(posts)).toBe(1);
    succeeded(await stack.up({ expectNoChanges: true }));
  });

  test("customTimeouts are the engine's own, and end an operation with what has been made", async () => {
    clouds.waldur.settings.set({ worker: false });
    const web = { ...program["web"], options: { customTimeouts: { create: "8s" } } } as Resources[string];
    const { stack } = await stackInMode(nativeMode, engine, clouds, { web });
    const failed = await stack.up();
    expect(failed.error).toContain(
      "timed out after 8 s: waiting for Waldur to create the group in OpenStack",
    );
    expect(stack.stateFile()).toContain('"initErrors"');
    expect(stack.stateFile()).not.toContain('"timeouts"');
  });

  test("a missing setting is named as this provider mode has it, and a wrong one refused", async () => {
    const all = Object.entries(nativeMode.config(clouds));
    const others = Object.fromEntries(all.filter(([key]) => key !== "security-groups:waldur.token"));
    const project = engine.project(nativeMode.files(program));
    const stack = await engine.openStack({ project: project.folder, config: others, mode: "cli" });
    expect((await stack.preview()).error).toContain(
      "security-groups:waldur.token is not set. Set it with pulumi config set --path --secret security-groups:waldur.token",
    );
    // The remedy, followed.
    await stack.command(
      "config",
      "set",
      "--path",
      "--secret",
      "security-groups:waldur.token",
      clouds.waldur.token,
    );
    succeeded(await stack.preview());
    await stack.command("config", "set", "--path", "security-groups:waldur.tokn", "x");
    expect((await stack.preview()).error).toContain("security-groups:waldur.tokn is not a setting");
  });

  test("of a Provider of the program a missing setting is named as its argument, and one without an effect is too", async () => {
    const { apiUrl, token, tenantUuid: tenant } = clouds.waldur;
    const files = (settings: object) => ({
      "Pulumi.yaml": yamlProgram({
        resources: {
          other: { type: "pulumi:providers:security-groups", properties: { waldur: settings } },
          web: {
            type: "security-groups:waldur:SecurityGroup",
            properties: { rules: [] },
            options: { provider: "${other}" },
          },
        },
      }),
    });
    const project = engine.project(files({ apiUrl, tenant, maxRetries: 3 }));
    const stack = await engine.openStack({ project: project.folder, mode: "cli" });
    const preview = await stack.preview();
    expect(preview.error).toContain(
      'waldur.token of the Provider "other" is not set. ' +
        'Set it with waldur: { token: … } of the Provider "other" or the variable WALDUR_ACCESS_TOKEN.',
    );
    const warnings = ({ events }: OperationResult) =>
      events.flatMap(({ diagnosticEvent: event }) => (event?.severity === "warning" ? event.message : []));
    expect(warnings(preview).filter((text) => text.includes("maxRetries"))).toEqual([
      expect.stringContaining('waldur.maxRetries of the Provider "other" has no effect'),
    ]);
    // The remedy, followed.
    project.write(files({ apiUrl, tenant, token }));
    expect(warnings(succeeded(await stack.preview())).join()).not.toContain("maxRetries");
  });

  test("lines are filed under the resource, replaceOnChanges replaces, a preview knows the outputs that stay", async () => {
    const world = { protocol: "tcp", ports: 22, cidr: "0.0.0.0/0" };
    const group = (description: string, more: object = {}): Resources => ({
      web: { type: "waldur:SecurityGroup", args: { description, rules: [world] }, ...more },
      other: {
        type: "waldur:SecurityGroup",
        args: { description: { from: "web.backendId" }, rules: [] },
      },
    });
    const { stack, write } = await stackInMode(nativeMode, engine, clouds, group("one"));
    const { events } = succeeded(await stack.up());
    const lines = events.flatMap(({ diagnosticEvent: event }) =>
      event?.urn?.endsWith("security-groups:waldur:SecurityGroup::web") === true ? [event] : [],
    );
    expect(lines.map(({ severity, message }) => [severity, message])).toContainEqual([
      "warning",
      expect.stringMatching(/^web: .*opens ssh to the world/),
    ]);
    write(group("two"));
    const ops = (result: Awaited<ReturnType<typeof stack.preview>>, name: string) =>
      steps(result).flatMap(({ urn, op }) => (urn.endsWith(`::${name}`) ? [op] : []));
    const preview = succeeded(await stack.preview());
    expect(ops(preview, "web")).toEqual(["update"]);
    expect(ops(preview, "other")).toEqual(["same"]);
    write(group("two", { options: { replaceOnChanges: ["description"] } }));
    expect(ops(succeeded(await stack.preview()), "web")).toContain("replace");
  });

  test("a forced replacement says what is in the way of the new group; both remedies are followed", async () => {
    const replacing = (deleteBeforeReplace: boolean): Resources => ({
      web: { type: "waldur:SecurityGroup", args: { rules: [] }, options: { deleteBeforeReplace } },
    });
    const { stack, write } = await stackInMode(nativeMode, engine, clouds, program);
    succeeded(await stack.up());
    const first = String(await idOfWeb());
    const [urn = ""] = /urn:[^"]*SecurityGroup::web/.exec(stack.stateFile()) ?? [];

    await stack.command("state", "taint", urn, "--yes");
    const failed = await stack.up();
    expect(failed.ok).toBe(false);
    expect(failed.error).toContain(`of that name (${first}). If no program owns it, set adopt`);
    expect(failed.error).toContain("being replaced, set deleteBeforeReplace: true or undo a taint");
    const [, untaint = ""] = /with pulumi (state untaint)/.exec(failed.error ?? "") ?? [];
    await stack.command(...untaint.split(" "), urn, "--yes");
    succeeded(await stack.up({ expectNoChanges: true }));
    expect(await idOfWeb()).toBe(first);

    await stack.command("state", "taint", urn, "--yes");
    write(replacing(true));
    succeeded(await stack.up());
    expect(await idOfWeb()).not.toBe(first);
  });
});
