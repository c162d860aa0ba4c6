import { type Clouds, startClouds } from "../harness/clouds";
import { succeeded, useEngine } from "../harness/stacks";
import { useYaml } from "../harness/yaml";
import { setGroupsByHand } from "../../set-groups";
import { groupsOfServer } from "../../groups-of-server";
import { nativeMode, providerModes, type Resources, stackInMode } from "./provider-mode";

useYaml();
const engine = useEngine();
let clouds: Clouds;
afterEach(() => clouds.close());

const https = { protocol: "tcp", ports: 443, cidr: "0.0.0.0/0" };
const ssh = { protocol: "tcp", ports: 22, cidr: "10.0.0.0/8" };

/** Two groups, and attachments of one server. */
const program = (instance: string, more: Resources = {}): Resources => ({
  web: { type: "waldur:SecurityGroup", args: { rules: [https] } },
  admin: { type: "waldur:SecurityGroup", args: { rules: [ssh] } },
  one: {
    type: "waldur:SecurityGroupAttachment",
    args: { instance, securityGroups: [{ from: "web" }] },
  },
  ...more,
});

const second = (instance: string): Resources => ({
  two: {
    type: "waldur:SecurityGroupAttachment",
    args: { instance, securityGroups: [{ from: "admin" }], guard: "error" },
  },
});

describe.each(providerModes)("$name", (mode) => {
  test.each(["2024-10", "2026"] as const)(
    "an attachment's life at a Waldur of %s: a second one, a detach by hand, a failure at a call, and nothing left of others",
    async (release) => {
      clouds = await startClouds();
      clouds.waldur.settings.set({ release });
      const { id: foreign } = clouds.waldur.edits.createGroup({ name: "foreign" });
      await clouds.waldur.edits.backgroundPull();
      const server = clouds.waldur.edits.createInstance({ name: "shop-1", groups: [foreign] });
      const { stack, write } = await stackInMode(mode, engine, clouds, program(server.uuid));

      const preview = succeeded(await stack.preview());
      const opens = mode === nativeMode ? "opens what" : "opens tcp 443 from 0.0.0.0/0";
      expect(preview.stdout + preview.stderr).toContain(opens);
      // The engine gives a plugin no resource for an unknown id.
      const named = mode === nativeMode ? "(unknown 1)" : "web";
      expect(preview.stdout + preview.stderr).toContain(`one: attaches ${named} to the server "shop-1"`);
      succeeded(await stack.up());
      expect(groupsOfServer(clouds.waldur, server)).toEqual(["foreign", "web"]);
      succeeded(await stack.up({ expectNoChanges: true }));

      write(program(server.uuid, second(server.uuid)));
      const added = succeeded(await stack.preview());
      expect(added.stdout + added.stderr).toContain(
        'two: attaches admin to the server "shop-1"; opens tcp 22 from 10.0.0.0/8; closes nothing',
      );
      // The answer to the write is lost, and the next call fails as well.
      clouds.waldur.faults.add({ path: "update_security_groups", when: "after", answer: "drop" });
      succeeded(await stack.up());
      expect(groupsOfServer(clouds.waldur, server)).toEqual(["admin", "foreign", "web"]);

      await setByHand(server, ["web", "foreign"]);
      const refreshed = succeeded(await stack.refresh());
      expect(refreshed.stdout + refreshed.stderr).toContain(
        `two: drifted: admin detached; closed tcp 22 from 10.0.0.0/8${release === "2026" ? " (by owner, 20" : ""}`,
      );
      succeeded(await stack.up());
      expect(groupsOfServer(clouds.waldur, server)).toEqual(["admin", "foreign", "web"]);
      succeeded(await stack.up({ expectNoChanges: true, refresh: true }));

      // What a guard refuses stays, and so does all that comes before it.
      const refused = await stack.destroy();
      expect(refused.ok).toBe(false);
      expect(refused.stdout + refused.stderr).toContain('set guard: "warn"');
      expect(groupsOfServer(clouds.waldur, server)).toContain("admin");
      write(
        program(server.uuid, {
          two: {
            type: "waldur:SecurityGroupAttachment",
            args: { instance: server.uuid, securityGroups: [{ from: "admin" }] },
          },
        }),
      );
      succeeded(await stack.up());
      const destroyed = succeeded(await stack.destroy());
      expect(destroyed.stdout + destroyed.stderr).toContain("closes tcp 22 from 10.0.0.0/8");
      expect(groupsOfServer(clouds.waldur, server)).toEqual(["foreign"]);
    },
  );
});

/** Makes the groups of these names all groups of a server. */
async function setByHand(server: { readonly uuid: string }, names: readonly string[]): Promise<void> {
  const { apiUrl, token } = clouds.waldur;
  const answer = await fetch(`${apiUrl}openstack-security-groups/`, {
    headers: { authorization: `Token ${token}` },
  });
  const groups = (await answer.json()) as { name: string; uuid: string }[];
  const ids = groups.filter(({ name }) => names.includes(name)).map(({ uuid }) => uuid);
  await setGroupsByHand(clouds.waldur, server, ids);
}
