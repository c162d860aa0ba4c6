import { defineResource } from "../../kit/define-resource";
import type { Props } from "../../kit/handlers";
import type { Run } from "../../run/run";
import { seenResources } from "../../run/resources";
import { type Waldur, waldur, withGroupThere } from "../api/session";
import { codec } from "../rule/fields";
import type { Rule } from "../rule/args";
import { describedGroups, groupCheck, hideSecretName, isDescribed } from "./check";
import { createGroup } from "./create";
import { deleteGroup, type Successor } from "./delete";
import {
  diffGroup,
  isLostInState,
  noteLost,
  KIND,
  NAMES,
  readInputs,
  readSomeInputs,
  type SecurityGroupInputs,
} from "./inputs";
import { ownedGroup, sparedGroup } from "./existing";
import { importGroup, readGroup } from "./read";
import { updateGroup } from "./reconcile";

/** A `waldur.SecurityGroup`. */
export const securityGroup = defineResource<Waldur, SecurityGroupInputs, Partial<SecurityGroupInputs>, Rule>({
  names: NAMES,
  cloud: waldur,
  codec,
  readInputs,
  readKnown: readSomeInputs,
  check: groupCheck,
  compare: (run, { id, props }, news) => {
    if (isDescribed(props, news)) describedGroups(run).add(id);
    if (isLostInState(props)) noteLost(run, news);
    return diffGroup(id, props, news);
  },
  owns: (id, props) => ownedGroup({ apiUrl: String(props["apiUrl"]), id }, props),
  spares: (work, { id }) => sparedGroup(work, id),
  there: withGroupThere,
  create: createGroup,
  read: (work, { id, props, known }) => {
    hideSecretName(() => work.session, known);
    return readGroup(work, id, known, props);
  },
  import: importGroup,
  update: updateGroup,
  remove: (work, { id, props, known }) => {
    const group = { ...known, name: known.name ?? id, backendId: textOf(props["backendId"]) };
    return deleteGroup(work, id, group, successorOf(work.run, id));
  },
});

/** What this run has compared a group with: what takes its place, where it is deleted all the same. */
function successorOf(run: Run, id: string): Successor | undefined {
  const news: Props = seenResources(run).newInputs(KIND, id) ?? {};
  const [tenant, name, adopt] = ["tenant", "name", "adopt"].map((field) => textOf(news[field]));
  const adoptsOther = adopt !== undefined && adopt !== id;
  return tenant === undefined || name === undefined || adoptsOther ? undefined : { tenant, name };
}

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);
