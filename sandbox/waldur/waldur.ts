import type { Control } from "../control/index";
import type { Neutron } from "./openstack/neutron";
import type { Cloud } from "./openstack/cloud";
import type { Store } from "./store";
import type { WaldurSwitches } from "./switches";
import type { Tasks } from "./tasks";

/** The parts that make up the emulator. */
export interface Waldur {
  readonly control: Control<WaldurSwitches>;
  /** Waldur's database. */
  readonly store: Store;
  /** What OpenStack really has; for edits behind Waldur's back. */
  readonly cloud: Cloud;
  /** The same through OpenStack's API, as Waldur reaches it: logged, slow and fallible. */
  readonly neutron: Neutron;
  readonly tasks: Tasks;
}
