import { createControl } from "../control";
import { serveSandbox } from "../control/server";
import type { SandboxServer } from "../control/sandbox-server";
import { type Account, otherAccount, sandboxAccount } from "./account";
import { e24cloudApi } from "./api/api";
import { byAccount } from "./api/by-account";
import { e24cloudEdits } from "./edits";
import { History } from "./history";
import { Overlays } from "./profiles/overlays";
import { profiles } from "./profiles/profiles";
import type { ProfileName } from "./profiles/profiles";
import { SecondWriter } from "./second-writer";
import type { Credentials } from "./api/signing";
import { Store } from "./store";
import { switches } from "./profiles/read-switches";
import type { Switches } from "./profiles/switches";

/** Single switches win over those of the profile. */
export interface E24cloudSandboxOptions extends Partial<Switches>, Partial<Credentials> {
  /** 0, the default, takes any free port. */
  port?: number;
  /** Which plausible server to be. Default: `documented`. */
  profile?: ProfileName;
}

/** A running emulator of e24cloud's groups and firewall API. */
export interface E24cloudSandbox extends SandboxServer<Switches>, Credentials {
  /** What a client takes for the API's address; the same as `url`. */
  readonly endpoint: string;
  /** Ids of what the account has and groups can hold. */
  readonly virtualMachines: string[];
  readonly users: string[];
  readonly resources: string[];
  /** The key of another account, which has groups of its own and sees none of these. */
  readonly otherAccount: Credentials;
  /** Edits behind the API's back, and the groups as they really are. */
  readonly secondWriter: SecondWriter;
  /** Which rules and members each group had after every change. */
  readonly history: History;
  /** Empties the server's queue: reads show the current values, and pending deletes are done. */
  catchUp(): void;
}

export async function startE24cloudSandbox({
  port,
  profile = "documented",
  apiKey = sandboxAccount.apiKey,
  apiSecret = sandboxAccount.apiSecret,
  ...chosen
}: E24cloudSandboxOptions = {}): Promise<E24cloudSandbox> {
  const account = { ...sandboxAccount, apiKey, apiSecret };
  const other = otherAccount(account);
  const control = createControl<Switches>(switches, { ...profiles[profile], ...chosen });
  const current = () => control.settings.current;
  const history = new History();
  const overlays = new Overlays();
  const newStore = () => new Store(current, history, control.log);
  const store = newStore();
  const apiOf = (whose: Account, groups: Store) => e24cloudApi(groups, whose, overlays, current);
  const secondWriter = new SecondWriter(store, account, overlays, current);

  const server = await serveSandbox(control, {
    api: byAccount(other, { theirs: apiOf(other, newStore()), own: apiOf(account, store) }),
    edits: e24cloudEdits(secondWriter, history),
    port,
  });
  const ids = (members: readonly { id: string }[]) => members.map(({ id }) => id);
  return {
    ...server,
    endpoint: server.url,
    apiKey,
    apiSecret,
    virtualMachines: ids(account.virtualMachines),
    users: ids(account.users),
    resources: ids(account.resources),
    otherAccount: { apiKey: other.apiKey, apiSecret: other.apiSecret },
    secondWriter,
    history,
    catchUp: () => store.catchUp(),
  };
}
