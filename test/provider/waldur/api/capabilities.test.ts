import { ApiError, ForeignAnswerError } from "../../../../provider/http/errors";
import { Capabilities, known } from "../../../../provider/waldur/api/capabilities";
import { isSecurityGroupsError } from "../../../../provider/errors";
import { WaldurClient } from "../../../../provider/waldur/api/client";
import { readWaldurSettings } from "../../../../provider/waldur/api/settings";
import { remedyForStuck } from "../../../../provider/waldur/security-group/wait";
import { settingsFor, startSandbox } from "../sandbox";

const refused = (message: string) =>
  new ApiError({ method: "POST", path: "/" }, 400, "", [{ protocol: [message] }]);

test.each([
  ["nothing", () => undefined, undefined],
  [
    "a refusal of 2024",
    (one: Capabilities) => one.refusedRules(refused("Value should be one of (tcp, udp, icmp), found 112")),
    false,
  ],
  [
    "a refusal of another protocol in 2024",
    (one: Capabilities) => one.refusedRules(refused('"47" is not a valid choice.')),
    false,
  ],
  [
    "a refusal of 2026",
    (one: Capabilities) =>
      one.refusedRules(
        refused("Value should be one of (tcp, udp, icmp) or an IANA protocol number 0-255, found esp"),
      ),
    true,
  ],
  [
    "another refusal",
    (one: Capabilities) => one.refusedRules(refused("This field may not be null.")),
    undefined,
  ],
  ["rules with a number that were accepted", (one: Capabilities) => one.took([{ protocol: "47" }]), true],
  ["rules with names that were accepted", (one: Capabilities) => one.took([{ protocol: "tcp" }]), undefined],
  [
    "a group of the newest",
    (one: Capabilities) => one.saw({ created: "2026-10-01T00:00:00+00:00", instance_count: 2 }),
    true,
  ],
  [
    "a group of a server in between",
    (one: Capabilities) => one.saw({ created: "2026-01-01T00:00:00+00:00" }),
    undefined,
  ],
])("whether a server takes protocol numbers, learned from %s", (_, learn, numbers) => {
  const capabilities = new Capabilities();
  learn(capabilities);
  expect(capabilities.get("numbers")).toBe(numbers);
});

test("a group shows what another answer of its server has shown", () => {
  const capabilities = new Capabilities();
  const group = { uuid: "1".repeat(32), created: "2026-01-01T00:00:00+00:00" };
  capabilities.saw(group);
  expect(known("setErred", group)).toBeUndefined();
  expect(remedyForStuck(group)).toContain("waldur set-erred 1111");
  expect(remedyForStuck(group)).toContain(", or waldur unlink 1111");
  capabilities.triedSetErred(new ForeignAnswerError({ method: "POST", path: "/" }, 404, "", "<html>"));
  expect(remedyForStuck(group)).not.toContain("set-erred");
  capabilities.triedSetErred();
  expect(remedyForStuck(group)).not.toContain("waldur unlink");
});

test("the client learns from calls that it makes anyway", async () => {
  const sandbox = await startSandbox({ release: "2026", numericProtocols: false });
  const settings = new Map(Object.entries(settingsFor(sandbox)));
  const client = WaldurClient.for(readWaldurSettings({ get: (key) => settings.get(key) }));
  const { uuid } = await client.createGroup(sandbox.tenantUuid, { name: "web", rules: [] });
  expect(client.capabilities.get("numbers")).toBeUndefined();
  await sandbox.idle();
  const gre = {
    direction: "ingress",
    ethertype: "IPv4",
    protocol: "47",
    from_port: -1,
    to_port: -1,
    cidr: null,
    description: "",
    remote_group: null,
  };
  const failure: unknown = await client.setRules(uuid, [gre]).catch((error: unknown) => error);
  expect(isSecurityGroupsError(failure)).toBe(true);
  expect(client.capabilities.get("numbers")).toBe(false);
  sandbox.settings.set({ numericProtocols: true });
  await client.within({ patience: 0 }).setRules(uuid, [gre]);
  expect(client.capabilities.get("numbers")).toBe(true);
  sandbox.settings.set({ release: "2024-10" });
  await expect(client.setErred(uuid)).rejects.toThrow();
  expect(client.capabilities.get("setErred")).toBe(false);
  await sandbox.close();
});
