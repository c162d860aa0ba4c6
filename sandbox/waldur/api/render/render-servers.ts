import type { Instance, LoadBalancer, NetworkPort, SecurityGroup } from "../../model";
import type { Cloud } from "../../openstack/cloud";
import type { Store } from "../../store";
import { displayState } from "../../states";
import { paths } from "./hyperlink";
import { renderRules } from "./render-group";
import { renderInTenant } from "./render-resource";
import type { Json, RenderContext } from "./render-resource";

const instanceKind = { path: paths.instances, type: "Instance" };
const portKind = { path: paths.ports, type: "Port" };
const loadBalancerKind = { path: paths.loadBalancers, type: "LoadBalancer" };

/** An instance, with its groups as Waldur nests them there: no uuid, but the URL and the rules. */
export function renderInstance(instance: Instance, context: RenderContext): Json {
  const groups = known(instance.securityGroups.map((uuid) => context.groups.get(uuid)));
  return renderInTenant(instance, instanceKind, context, {
    runtime_state: "ACTIVE",
    ...(context.settings.release === "2026" && {
      access_url: [...instance.externalIps, ...instance.internalIps],
    }),
    internal_ips: instance.internalIps,
    external_ips: instance.externalIps,
    security_groups: groups.map((group) => ({
      url: `${context.origin}${paths.securityGroups}${group.uuid}/`,
      name: group.name,
      rules: renderRules(group, context),
      description: group.description,
      state: displayState(group.state, context.settings.release),
    })),
  });
}

/** Uuids of the groups that OpenStack has for a port, unless others are on their way. */
export const groupsOfPort = (
  cloud: Cloud,
  store: Store,
  { backendId, requestedGroups }: NetworkPort,
): readonly string[] => {
  if (requestedGroups !== null) return requestedGroups;
  const live = backendId === "" ? [] : cloud.ports.get(backendId).security_groups;
  return live.flatMap((id) => store.groups.byBackendId(id)?.uuid ?? []);
};

/** A port, with its groups. */
export const renderPort =
  (cloud: Cloud) =>
  (port: NetworkPort, context: RenderContext): Json => {
    const live = port.backendId === "" ? undefined : cloud.ports.get(port.backendId);
    const groups = groupsOfPort(cloud, context.store, port).map((uuid) => context.groups.get(uuid));
    return renderInTenant(port, portKind, context, {
      device_id: live?.device_id ?? null,
      device_owner: live?.device_owner ?? null,
      security_groups: known(groups).map((group) => nestedGroup(group, context)),
      ...(context.settings.release === "2026" && portOf2026(port, context)),
    });
  };

/** What else servers of 2026 show of a port (recorded); there is one network, and no addresses. */
function portOf2026({ backendId }: NetworkPort, { origin, store: { network } }: RenderContext): Json {
  return {
    backend_id: backendId || null,
    network: `${origin}${paths.networks}${network.uuid}/`,
    network_name: network.name,
    network_uuid: network.uuid,
    fixed_ips: [],
    mac_address: "",
    allowed_address_pairs: [],
    port_security_enabled: true,
    admin_state_up: null,
    status: null,
  };
}

/** A load balancer, with the groups of the port of its address. */
export const renderLoadBalancer = (loadBalancer: LoadBalancer, context: RenderContext): Json =>
  renderInTenant(loadBalancer, loadBalancerKind, context, {
    provider: "amphora",
    provisioning_status: "ACTIVE",
    operating_status: "ONLINE",
    vip_security_groups: known(loadBalancer.securityGroups.map((uuid) => context.groups.get(uuid))).map(
      (group) => nestedGroup(group, context),
    ),
  });

/** A group in a port or load balancer: without its URL in 2024. */
const nestedGroup = ({ uuid, name }: SecurityGroup, { origin, settings }: RenderContext): Json => ({
  uuid,
  name,
  ...(settings.release === "2026" && { url: `${origin}${paths.securityGroups}${uuid}/` }),
});

/** Without the groups that Waldur doesn't know, or no longer. */
const known = (groups: (SecurityGroup | undefined)[]): SecurityGroup[] =>
  groups.flatMap((group) => group ?? []);
