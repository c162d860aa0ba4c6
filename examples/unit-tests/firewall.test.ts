import * as pulumi from "@pulumi/pulumi";
import { lint, securityGroupMatchers } from "pulumi-security-groups/testing";
import { firewall } from "./firewall";

expect.extend(securityGroupMatchers);

// No engine and no cloud: resources are what the program says about them, and need ids for rules that name them.
let groups: ReturnType<typeof firewall>;
beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs as Record<string, unknown> }),
    call: () => ({}),
  });
  groups = firewall(["203.0.113.0/24"]);
});

test("the world reaches the web servers by HTTPS and nothing else", async () => {
  await expect(groups.web).toAllow({ service: "https", from: "anywhere" });
  await expect(groups.web).not.toAllow({ tcp: "1-442", from: "198.51.100.7" });
  await expect(groups.web).not.toAllow({ udp: "1-65535", from: "198.51.100.7" });
});

test("administrators come in from the offices", async () => {
  await expect(groups.web).toAllow({ service: "ssh", from: "203.0.113.7" });
  await expect(groups.database).not.toAllow({ service: "ssh", from: "203.0.113.7" });
});

test("the database serves the web servers and its own replicas, and reaches nothing else", async () => {
  await expect(groups.database).toAllow({ service: "postgresql", from: groups.web });
  await expect(groups.database).toAllow({ service: "postgresql", from: "self" });
  await expect(groups.database).not.toAllow({ service: "postgresql", from: "10.0.0.7" });
  await expect(groups.database).not.toAllow({ to: "198.51.100.7" });
});

test("nothing is open that should not be, and no rule is redundant", async () => {
  expect(await lint(groups.web)).toEqual([]);
  expect(await lint(groups.database)).toEqual([]);
});
