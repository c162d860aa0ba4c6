import * as pulumi from "@pulumi/pulumi";
import { SecurityGroup, SecurityGroupAttachment } from "../../../../provider/waldur";
import { recorded, type Recorder, valueOf } from "../../../components/harness";

const TYPE = "pulumi-nodejs:dynamic/waldur:SecurityGroupAttachment";
const uuid = "1".repeat(32);
let recorder: Recorder;

beforeEach(async () => {
  recorder = await recorded();
});

/** A resource of another package that creates servers. */
class Server extends pulumi.CustomResource {
  declare readonly securityGroups: pulumi.Output<string[] | undefined>;
  constructor(name: string, args: { securityGroups?: string[] }) {
    super("other:index:Server", name, { securityGroups: undefined, ...args });
  }
}

test("groups are given as resources, ids and outputs, alone or as a whole", async () => {
  const web = new SecurityGroup("web");
  const groups = [web, uuid, pulumi.output(uuid)];
  const inputsOf = async (
    name: string,
    securityGroups: pulumi.Input<pulumi.Input<string | SecurityGroup>[]>,
  ) => {
    new SecurityGroupAttachment(name, { instance: uuid, securityGroups });
    return recorder.inputs(TYPE, name);
  };
  const listed = await inputsOf("listed", groups);
  expect(listed["securityGroups"]).toEqual(["web-id", uuid, uuid]);
  const urn = await valueOf(web.urn);
  expect(listed["__context"]).toMatchObject({ groups: [urn, "", ""] });
  expect(listed["__provider"]).toBe(
    'exports.handler = () => require("pulumi-security-groups/provider").waldurSecurityGroupAttachment;',
  );
  const byId = await inputsOf("by-id", [web.id, pulumi.interpolate`${web.id}`]);
  expect(byId["__context"]).toMatchObject({ groups: [urn, ""] });
  const whole = await inputsOf(
    "whole",
    pulumi.output(true).apply(() => groups),
  );
  expect(whole["securityGroups"]).toEqual(["web-id", uuid, uuid]);
});

test("secret groups and targets are noted for the check", async () => {
  new SecurityGroupAttachment("one", {
    instance: pulumi.secret(uuid),
    securityGroups: [pulumi.secret(uuid)],
  });
  const inputs = await recorder.inputs(TYPE, "one");
  expect(inputs["secretInputs"]).toEqual(["instance", "securityGroups"]);
});

test("a lookup has an id, and manages nothing", async () => {
  const found = SecurityGroupAttachment.get("found", `instance/${uuid}`);
  expect(SecurityGroupAttachment.isInstance(found)).toBe(true);
  expect(SecurityGroupAttachment.isInstance(new SecurityGroup("web"))).toBe(false);
  expect((await recorder.inputs(TYPE, "found"))["securityGroups"]).toEqual([]);
});

test("a server whose creator lists groups too is warned about", async () => {
  const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
  const listing = new Server("shop-1", { securityGroups: ["default"] });
  const bare = new Server("shop-2", {});
  const attachments = [
    new SecurityGroupAttachment("one", { instance: listing.id, securityGroups: [uuid] }),
    new SecurityGroupAttachment("two", { instance: bare.id, securityGroups: [uuid] }),
    new SecurityGroupAttachment("three", { instance: uuid, securityGroups: [uuid] }),
  ];
  for (const one of attachments) await valueOf(one.urn);
  await valueOf(listing.securityGroups);
  await new Promise((resolve) => setImmediate(resolve));
  expect(warn.mock.calls.map(([text]) => text)).toEqual([
    'security group attachment "one": shop-1, which creates the server, lists securityGroups itself, and an update of it takes off what is attached here. Leave securityGroups out there, or add ignoreChanges: ["securityGroups"] to it.',
  ]);
  warn.mockRestore();
});
