import type { WaldurSandbox } from "../sandbox/waldur";

/** The names of the groups that OpenStack has for a server, in order. */
export function groupsOfServer(
  { edits }: Pick<WaldurSandbox, "edits">,
  server: { readonly id: string },
): string[] {
  const names = new Map(edits.groups().map(({ id, name }) => [id, name]));
  const ports = edits.ports().filter((port) => port.device_id === server.id);
  return ports.flatMap((port) => port.security_groups.map((id) => names.get(id) ?? id)).toSorted();
}
