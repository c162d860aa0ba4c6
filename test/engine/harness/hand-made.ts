import type { Clouds } from "./clouds";

const anywhere = { ethertype: "IPv4", direction: "ingress", protocol: "tcp", cidr: "0.0.0.0/0" };

/** Rules as the API of Waldur takes them. */
export const handMadeRules = {
  https: { ...anywhere, from_port: 443, to_port: 443, description: "the world" },
  exporters: { ...anywhere, from_port: 8050, to_port: 8060, cidr: "10.0.0.0/8" },
  ping: { ...anywhere, protocol: "icmp", from_port: 8, to_port: 0 },
  out: { ethertype: "IPv6", direction: "egress", protocol: "", from_port: -1, to_port: -1, cidr: "::/0" },
};

/** Makes a Waldur group by hand, and returns its URL. */
export async function handMade(
  { waldur }: Clouds,
  name: string,
  rules: readonly object[],
  description = "",
): Promise<string> {
  const { apiUrl, token, tenantUuid } = waldur;
  const answer = await fetch(`${apiUrl}openstack-tenants/${tenantUuid}/create_security_group/`, {
    method: "POST",
    headers: { authorization: `Token ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ name, description, rules }),
  });
  const { url } = (await answer.json()) as { url: string };
  await waldur.idle();
  return url;
}

export const idIn = (url: string) => url.split("/").at(-2) ?? "";
