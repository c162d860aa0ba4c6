import type { Resource } from "../../model";
import { paths } from "./hyperlink";
import { renderInTenant } from "./render-resource";
import type { Json, RenderContext } from "./render-resource";

const kind = { path: paths.networks, type: "Network" };

/** A network with one subnet, of the values that Waldur gives a new tenant (recorded). */
export const renderNetwork = (network: Resource, context: RenderContext): Json =>
  renderInTenant(network, kind, context, {
    is_external: false,
    type: "vxlan",
    segmentation_id: 611,
    subnets: [
      {
        ...context.store.subnet,
        description: "",
        cidr: "192.168.42.0/24",
        gateway_ip: "192.168.42.1",
        allocation_pools: [{ start: "192.168.42.11", end: "192.168.42.200" }],
        ip_version: 4,
        enable_dhcp: true,
      },
    ],
    mtu: 1450,
    rbac_policies: [],
  });
