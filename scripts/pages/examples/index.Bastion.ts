import { Bastion } from "pulumi-security-groups/components";

const admin = new Bastion("admin", { fromCidrs: ["203.0.113.0/24"] });

export const bastion = admin.bastionGroupId;
export const behind = admin.behindGroupId;
