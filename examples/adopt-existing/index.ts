import * as pulumi from "@pulumi/pulumi";
import { LockedDefaultGroup } from "pulumi-security-groups/components";
import * as e24cloud from "pulumi-security-groups/e24cloud";
import * as waldur from "pulumi-security-groups/waldur";

// Where the groups are to outlive this program, a destroy just forgets them.
const stays: pulumi.CustomResourceOptions = { retainOnDelete: true };

// By its name in the tenant. Its rules become these: the first `up` changes those that differ and leaves the others.
const web = new waldur.SecurityGroup(
  "web",
  { adopt: true, rules: [...waldur.allow.https(), ...waldur.allow.egress()] },
  stays,
);

// By its id. Without `rules`, whatever rules it has are left alone.
const legacy = new waldur.SecurityGroup(
  "legacy",
  { adopt: new pulumi.Config().require("legacyGroup"), description: "kept until the move is done" },
  stays,
);

// The tenant's own group: nothing in, nothing out, but among its members.
const locked = new LockedDefaultGroup("locked", {
  ingress: [{ everything: true, fromMembers: true }],
  egress: [{ everything: true, toMembers: true }],
});

const edge = new e24cloud.FirewallGroup(
  "edge",
  { adopt: true, rules: [...e24cloud.allow.https(), ...e24cloud.allow.dhcp(), ...e24cloud.allow.egress()] },
  stays,
);

export const webGroup = web.id;
export const legacyGroup = legacy.id;
export const defaultGroup = locked.groupId;
export const edgeGroup = edge.id;
