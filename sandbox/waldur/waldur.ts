import type { Control } from "../control/index";
import type { Cloud } from "./openstack/cloud";
import type { Neutron } from "./openstack/neutron";
import type { Nova } from "./openstack/nova";
import type { Store } from "./store";
import type { WaldurSwitches } from "./switches";
import type { Tasks } from "./openstack/tasks";

/** The parts that make up the emulator. */
export interface Waldur {
  readonly control: Control<WaldurSwitches>;
  /** Waldur's database. */
  readonly store: Store;
  /** What OpenStack really has; for edits behind Waldur's back. */
  readonly cloud: Cloud;
  /** The same through OpenStack's APIs, as Waldur reaches them: logged, slow and fallible. */
  readonly neutron: Neutron;
  readonly nova: Nova;
  readonly tasks: Tasks;
}
