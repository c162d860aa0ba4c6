import { toDynamicProvider } from "../../../provider/engine/to-dynamic-provider";
import type { Runs } from "../../../provider/run/run";
import { firewallGroup } from "../../../provider/e24cloud/firewall-group/definition";
import type { E24cloudSandbox } from "../../../sandbox/e24cloud";
import { configured, ManagedResource } from "../managed-resource";

/** One FirewallGroup on an emulator, with short pauses. */
export class ManagedGroup extends ManagedResource {
  constructor(
    { endpoint, apiKey, apiSecret }: Pick<E24cloudSandbox, "endpoint" | "apiKey" | "apiSecret">,
    changed: Record<string, string | number> = {},
    runs?: Runs,
    name?: string,
  ) {
    const settings = { endpoint, apiKey, apiSecret, pollInterval: 0.005, ...changed };
    const values = Object.entries(settings).map(
      ([key, value]) => [`e24cloud:${key}`, String(value)] as const,
    );
    super(configured(toDynamicProvider(firewallGroup(runs)), Object.fromEntries(values)), name);
  }
}
