import type { WaldurSandbox } from "../sandbox/waldur";

/** Makes these all groups of a server, as somebody does by hand, and waits until it has them. @param ids of groups at Waldur */
export async function setGroupsByHand(
  sandbox: WaldurSandbox,
  server: { readonly uuid: string },
  ids: readonly string[],
  token = sandbox.token,
): Promise<void> {
  const { apiUrl, settings } = sandbox;
  const urls = ids.map((id) => `${apiUrl}openstack-security-groups/${id}/`);
  const list = settings.current.release === "2026" ? urls : urls.map((url) => ({ url }));
  const answer = await fetch(`${apiUrl}openstack-instances/${server.uuid}/update_security_groups/`, {
    method: "POST",
    headers: { authorization: `Token ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ security_groups: list }),
  });
  expect(answer.status).toBe(202);
  await sandbox.idle();
}
