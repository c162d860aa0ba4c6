import type { Sandbox } from "../runner/sandbox-process";

/** A rule added by hand on each cloud: in OpenStack's dashboard behind Waldur, and by another user of e24cloud. */
export async function handMade(sandbox: Sandbox, outputs: Record<string, unknown>): Promise<void> {
  const waldur = new URL("/_sandbox", sandbox.waldur.apiUrl).href;
  const telnet = { protocol: "tcp", port_range_min: 23, port_range_max: 23, remote_ip_prefix: "0.0.0.0/0" };
  await post(`${waldur}/openstack/security-groups/${String(outputs.webGroup)}/rules`, telnet);
  await post(`${waldur}/background-pull`);

  const e24cloud = `${sandbox.e24cloud.endpoint}/_sandbox`;
  const rule = { direction: "IN", protocol: "TCP", min_port: 23, max_port: 23 };
  await post(`${e24cloud}/groups/${String(outputs.edgeGroup)}/group-add-rule`, rule);
}

async function post(url: string, body?: unknown): Promise<void> {
  const response = await fetch(url, { method: "POST", ...(body ? { body: JSON.stringify(body) } : {}) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
}
