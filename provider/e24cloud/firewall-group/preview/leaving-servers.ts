import type { FirewallGroupInputs } from "../inputs";
import { virtualMachineIds } from "../members";
import { moveText, programFirewalls } from "../program-firewalls";
import {
  unprotectedServers,
  unprotectedServersText,
  leavingServers,
  serversText,
} from "../unfiltered-servers";
import type { E24cloudCheck } from "./account-preview";
import type { LiveGroup } from "./existing";

type Inputs = Partial<FirewallGroupInputs>;

/** A change of who is attached to a group, or of whether it filters. */
export interface MemberChange {
  readonly wanted: Inputs;
  readonly previous: Inputs;
  readonly isReplaced: boolean;
}

/** Whether a change can leave servers without the filter of the group, so that the preview has to ask who else has them. */
export function mayLoseServers({ wanted, previous, isReplaced }: MemberChange): boolean {
  if (previous.active === false) return false;
  const isLeft = (previous.virtualMachines ?? []).some(
    (one) => !(wanted.virtualMachines ?? [one]).includes(one),
  );
  const becomesExclusive = wanted.exclusiveMembers === true && previous.exclusiveMembers !== true;
  return isReplaced || isLeft || becomesExclusive || wanted.active === false;
}

/** What is said of servers that a change takes out of the filter of a group: words, and dangers without the full stop. */
export function leavingWords(
  { run }: E24cloudCheck,
  { name, live, ...change }: MemberChange & { readonly name: string; readonly live: LiveGroup | undefined },
): { words: string[]; dangers: string[] } {
  const { wanted, previous, isReplaced } = change;
  if (!mayLoseServers(change)) return { words: [], dangers: [] };
  const leaving = leavingOf(change, live);
  const moves = programFirewalls(run).leaves(name, leaving).map(moveText);
  const isOff = wanted.active === false && !isReplaced;
  const verb = isReplaced ? "its replacement does not filter" : "detaches";
  const words = leaving.length === 0 || isOff ? [] : [`${verb} ${serversText(leaving)}`];
  if (live === undefined) return { words, dangers: leaving.length === 0 ? moves : [...moves, UNSEEN] };
  const bare = unprotectedServers(run, leaving, live.others);
  const open = bare.servers.length === 0 ? [] : [unprotectedServersText(bare, previous.active)];
  return { words, dangers: [...moves, ...open] };
}

const UNSEEN = "which other groups filter the servers that leave is not known";

function leavingOf({ wanted, previous, isReplaced }: MemberChange, live: LiveGroup | undefined): string[] {
  const known = previous.virtualMachines ?? [];
  const all = live === undefined ? known : virtualMachineIds(live.group);
  if (isReplaced) {
    const kept = wanted.active === true ? (wanted.virtualMachines ?? []) : [];
    return all.filter((server) => !kept.includes(server));
  }
  if (live !== undefined) return leavingServers(live.group, wanted, previous);
  return wanted.active === false
    ? known
    : known.filter((one) => !(wanted.virtualMachines ?? [one]).includes(one));
}
