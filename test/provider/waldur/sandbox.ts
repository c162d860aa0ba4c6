import type { ResourceHandlers } from "../../../provider/kit/handlers";
import { toDynamicProvider } from "../../../provider/engine/to-dynamic-provider";
import { securityGroup } from "../../../provider/waldur/security-group/definition";
import { startWaldurSandbox, type WaldurSandbox, type WaldurSandboxOptions } from "../../../sandbox/waldur";
import { configured, type Provider } from "../managed-resource";

/** Settings for tests, with short pauses. */
export function settingsFor(
  { apiUrl, token, tenantUuid }: WaldurSandbox,
  changed: Record<string, string> = {},
) {
  return {
    "waldur:apiUrl": apiUrl,
    "waldur:token": token,
    "waldur:tenant": tenantUuid,
    "waldur:pollInterval": "0.02",
    ...changed,
  };
}

/** The handlers of a security group, or of another resource, as the host calls them. */
export function crudFor(
  settings: Record<string, string>,
  handlers: ResourceHandlers = securityGroup(),
): Provider {
  return configured(toDynamicProvider(handlers), settings);
}

export { ManagedResource } from "../managed-resource";

export async function startSandbox(options: WaldurSandboxOptions = {}): Promise<WaldurSandbox> {
  return startWaldurSandbox({ delay: 20, ...options });
}

/** The rules that OpenStack has for a group, as short texts. */
export function enforced(sandbox: WaldurSandbox, id: string): string[] {
  return sandbox.edits
    .group(id)
    .rules.map(
      (rule) =>
        `${rule.direction} ${rule.ethertype} ${rule.protocol ?? "any"} ${rule.port_range_min ?? "*"}-${rule.port_range_max ?? "*"} ${rule.remote_ip_prefix ?? rule.remote_group_id ?? "any"}`,
    )
    .sort();
}
