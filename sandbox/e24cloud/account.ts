import type { Credentials } from "./api/signing";

export interface User {
  id: string;
  name: string;
}

export interface VirtualMachine {
  id: string;
  label: string;
}

export interface Resource {
  id: string;
  type: string;
  label?: string;
}

/** Whom the sandbox serves, and what can be put into groups. */
export interface Account extends Credentials {
  owner: User;
  users: readonly User[];
  virtualMachines: readonly VirtualMachine[];
  resources: readonly Resource[];
}

const owner: User = { id: "5b1de0a7-3c9f-0142-e6d0-48a1f7c2b935", name: "owner" };

/** The account of every sandbox. The ids are not RFC 9562 UUIDs, nor are those of the real server. */
export const sandboxAccount: Account = {
  apiKey: "E24SANDBOXKEY0000001",
  apiSecret: "e24cloud-sandbox-secret/0123456789abcdef",
  owner,
  users: [
    owner,
    { id: "24e1c5b0-0851-0354-e2c3-04b16c4c9a01", name: "developer" },
    { id: "24e1c5b0-0851-0354-e2c3-04b16c4c9a02", name: "auditor" },
  ],
  virtualMachines: [
    { id: "7d09bc31-6d92-015b-0c44-5e9c0a07ab01", label: "web-1" },
    { id: "7d09bc31-6d92-015b-0c44-5e9c0a07ab02", label: "web-2" },
    { id: "7d09bc31-6d92-015b-0c44-5e9c0a07ab03", label: "database" },
    { id: "7d09bc31-6d92-015b-0c44-5e9c0a07ab04", label: "backup" },
  ],
  resources: [
    { id: "c2aeacdb-7b1b-f510-d44e-ec8fd457d701", type: "LOAD_BALANCER", label: "front" },
    { id: "c2aeacdb-7b1b-f510-d44e-ec8fd457d702", type: "LOAD_BALANCER", label: "internal" },
    { id: "c2aeacdb-7b1b-f510-d44e-ec8fd457d703", type: "RESTORE_POINT" },
  ],
};

/** Another account of the same server: each sees its own groups alone. Its key and its ids are made from the first one's. */
export function otherAccount({ apiKey, apiSecret }: Credentials): Account {
  const user: User = { id: "5b1de0a7-3c9f-0142-e6d0-48a1f7c2b9f0", name: "somebody else" };
  return {
    apiKey: `${apiKey}-OTHER`,
    apiSecret: `${apiSecret}/other`,
    owner: user,
    users: [user],
    virtualMachines: [{ id: "7d09bc31-6d92-015b-0c44-5e9c0a07abf1", label: "elsewhere" }],
    resources: [],
  };
}
