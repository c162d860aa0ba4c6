import { LockedDefaultGroup } from "pulumi-security-groups/components";

const locked = new LockedDefaultGroup("locked", {
  ingress: [{ ping: true, fromCidrs: ["10.0.0.0/8"] }],
});

export const group = locked.groupId;
