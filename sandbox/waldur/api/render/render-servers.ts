import type { Instance, Resource, SecurityGroup } from "../../model";
import type { Cloud } from "../../openstack/cloud";
import { displayState } from "../../states";
import { paths } from "./hyperlink";
import { renderRules } from "./render-group";
import { renderInTenant } from "./render-resource";
import type { Json, RenderContext } from "./render-resource";

const instanceKind = { path: paths.instances, type: "Instance" };
const portKind = { path: paths.ports, type: "Port" };

/** An instance, with its groups as Waldur nests them there: no uuid, but the URL and the rules. */
export function renderInstance(instance: Instance, context: RenderContext): Json {
  const groups = known(instance.securityGroups.map((uuid) => context.groups.get(uuid)));
  return renderInTenant(instance, instanceKind, context, {
    runtime_state: "ACTIVE",
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

/** A port as OpenStack has it, with its groups as Waldur nests them there: no URL, but the uuid. */
export const renderPort =
  (cloud: Cloud) =>
  (port: Resource, context: RenderContext): Json => {
    const { device_id, device_owner, security_groups } = cloud.ports.get(port.backendId);
    const groups = known(security_groups.map((id) => context.store.groups.byBackendId(id)));
    return renderInTenant(port, portKind, context, {
      device_id,
      device_owner,
      security_groups: groups.map(({ uuid, name }) => ({ uuid, name })),
    });
  };

/** Without the groups that Waldur doesn't know, or no longer. */
const known = (groups: (SecurityGroup | undefined)[]): SecurityGroup[] =>
  groups.flatMap((group) => group ?? []);
