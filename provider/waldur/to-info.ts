import { camelCased } from "../text/nearest";
import { defined } from "../rules/values";
import { ruleMap, type RuleMap } from "../rules/rule-map";
import { groupUrl, parseId } from "./api/ids";
import type { WireGroup, WireGroupPart, WireRule, WireTenant } from "./api/schema";
import type { WaldurSettings } from "./api/settings";
import type { RuleInfo, SecurityGroupInfo, TenantInfo } from "./infos";
import { ruleReader } from "./rule/parse";
import { fromWire } from "./rule/codec";

export function groupInfo(group: WireGroup, { apiUrl }: WaldurSettings): SecurityGroupInfo {
  const { rules, ...fields } = group;
  const { uuid: id, customer, project } = group;
  const uuids = {
    customerUuid: group.customer_uuid ?? parseId(customer),
    projectUuid: group.project_uuid ?? parseId(project),
  };
  return {
    ...camelCased(fields),
    ...uuids,
    id,
    url: groupUrl(apiUrl, id),
    rules: ruleInfos(id, rules),
  };
}

export function partInfo({ uuid: id = "", rules, ...fields }: WireGroupPart, { apiUrl }: WaldurSettings) {
  const read = rules && { rules: ruleInfos(id, rules) };
  return { ...camelCased(fields), uuid: id, id, url: groupUrl(apiUrl, id), ...read };
}

function ruleInfos(group: string, rules: readonly WireRule[]): RuleMap<RuleInfo> {
  const infos = rules.map((wire) =>
    defined({
      ...fromWire(wire, group),
      id: wire.id,
      remoteGroupName: wire.remote_group_name ?? undefined,
    }),
  );
  return ruleMap(infos, ruleReader);
}

export function tenantInfo(tenant: WireTenant): TenantInfo {
  const { isManaged: _isManaged, ...fields } = camelCased(tenant);
  return { ...fields, id: tenant.uuid };
}
