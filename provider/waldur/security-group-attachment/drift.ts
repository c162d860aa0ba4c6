import type { Props } from "../../kit/handlers";
import { ruleSecrecy } from "../../kit/secrets/secret-inputs";
import { changeSummary } from "../../traffic/format/change-summary";
import { listed } from "../../traffic/format/format-protocols";
import type { KeyedTraffic } from "../../traffic/explain";
import type { WaldurWork } from "../api/cloud";
import type { WireGroup } from "../api/schema";
import type { WireTarget } from "../api/targets";
import { rulesOf } from "../security-group/state";
import { areGroupsSecret } from "./inputs";
import { labelOf } from "./preview";
import { groupIds } from "./set";
import { groupTraffic, trafficOf } from "./traffic";

/** What groups of a target allow, by their ids. */
export type TrafficOfGroups = (ids: Iterable<string>) => KeyedTraffic[];

/** The live traffic of the groups of a tenant. One that is not there no longer allows anything. */
export async function liveTraffic(
  { session }: WaldurWork,
  tenant: string | undefined,
): Promise<TrafficOfGroups> {
  const groups = tenant === undefined ? undefined : await session.tenant(tenant).all();
  return (ids) =>
    [...ids].flatMap((id) => {
      const named = { id, label: labelOf(session, id) };
      const live: WireGroup | undefined = groups?.get(id);
      if (live !== undefined) return trafficOf(named, rulesOf(live));
      return groups === undefined ? groupTraffic(named, undefined, undefined) : [];
    });
}

/**
 * What has become of the groups of a target behind the program's back, in words that follow the name of the resource;
 * undefined where they are as state has them.
 * @param known ids of the groups in state
 * @param inputs those of the attachment
 */
export async function groupsDrift(
  work: WaldurWork,
  known: readonly string[],
  found: WireTarget,
  inputs: Props,
): Promise<string | undefined> {
  const live = groupIds(found);
  const gone = known.filter((id) => !live.includes(id));
  const come = inputs["exclusive"] === true ? live.filter((id) => !known.includes(id)) : [];
  if (gone.length + come.length === 0) return undefined;
  if (areGroupsSecret(inputs)) return "drifted: its groups were changed";
  const traffic = await liveTraffic(work, found.tenant);
  const before = [...live.filter((id) => !come.includes(id)), ...gone];
  const { opens, closes, mayOpen, mayClose, doubt } = changeSummary(
    traffic(before),
    traffic(live),
    undefined,
    {
      hidden: ruleSecrecy(inputs),
    },
  );
  const names = (ids: readonly string[]) =>
    listed(
      ids.map((id) => labelOf(work.session, id)),
      ", ",
    );
  const parts = [
    ...(come.length > 0 ? [`${names(come)} attached`] : []),
    ...(gone.length > 0 ? [`${names(gone)} detached`] : []),
    ...(opens.length > 0 ? [`opened ${listed(opens, " and ")}`] : []),
    ...(closes.length > 0 ? [`closed ${listed(closes, " and ")}`] : []),
    ...(mayOpen.length > 0 ? [`may have opened ${listed(mayOpen, " and ")}, as ${doubt}`] : []),
    ...(mayClose.length > 0 ? [`may have closed ${listed(mayClose, " and ")}, as ${doubt}`] : []),
  ];
  return `drifted: ${parts.join("; ")}`;
}
