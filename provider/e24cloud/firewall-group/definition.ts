import { defineResource } from "../../kit/define-resource";
import { type E24cloud, e24cloud } from "../api/session";
import type { Rule } from "../rule/args";
import { codec } from "../rule/fields";
import { updateGroup } from "./apply";
import { groupCheck } from "./check";
import { createGroup } from "./create";
import { deleteGroup } from "./delete";
import {
  atRecordedEndpoint,
  deleteAtRecordedEndpoint,
  diffGroup,
  type FirewallGroupInputs,
  NAMES,
  readInputs,
  readSomeInputs,
} from "./inputs";
import { ownedGroup, sparedGroup } from "./existing";
import { importGroup, readGroup } from "./read";
import { ownerIn } from "./state";

/** An `e24cloud.FirewallGroup`. */
export const firewallGroup = defineResource<
  E24cloud,
  FirewallGroupInputs,
  Partial<FirewallGroupInputs>,
  Rule
>({
  names: NAMES,
  cloud: e24cloud,
  codec,
  readInputs,
  readKnown: readSomeInputs,
  check: groupCheck,
  compare: (_run, { id, props }, news) => diffGroup(id, props, news),
  followsReplacements: true,
  owns: (id) => [ownedGroup(id)],
  spares: (_work, { id }) => sparedGroup(id),
  // An update is one of a group at the address of the settings: another address is another group.
  there: (work, _resource, run) => run(work),
  create: createGroup,
  read: (work, { id, props, known }) =>
    atRecordedEndpoint(work, id, { ...known, owner: ownerIn(props) }, (there) =>
      readGroup(there, id.toLowerCase(), props),
    ),
  import: importGroup,
  update: updateGroup,
  remove: (work, { id, props, known }) =>
    deleteAtRecordedEndpoint(work, id, { ...known, owner: ownerIn(props) }, (there) =>
      deleteGroup(there, id, known),
    ),
});
