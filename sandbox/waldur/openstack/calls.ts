import { setTimeout as sleep } from "node:timers/promises";
import type { Call, Control } from "../../control/index";
import type { WaldurSwitches } from "../switches";
import { injectedError, OpenStackError } from "./errors";

type Detail = Record<string, unknown>;

const success: Readonly<Record<string, number>> = { GET: 200, PUT: 200, POST: 201, DELETE: 204 };

/** A service of OpenStack as Waldur calls it. Each call is in the log, may be slow, and may fail. */
export class OpenStackCalls {
  readonly #control: Control<WaldurSwitches>;
  readonly #origin: string;

  /** @param origin where error messages say the service is */
  constructor(control: Control<WaldurSwitches>, origin: string) {
    this.#control = control;
    this.#origin = origin;
  }

  /**
   * `applied` in the log shows whether the call had its effect, regardless of the answer.
   * @param detail further keys of the log; the effect may add to it
   * @throws OpenStackError
   */
  async call<T>(method: string, path: string, detail: Detail, effect: (detail: Detail) => T): Promise<T> {
    const { log, faults, delays, settings } = this.#control;
    const call: Call = { level: "openstack", method, path };
    const fault = faults.take(call);
    await delays.wait(call);
    if (settings.current.openstackCallTime > 0) await sleep(settings.current.openstackCallTime);

    let applied = false;
    let status = success[method] ?? 200;
    try {
      const failure = fault && injectedError(fault.answer, new URL(path, this.#origin));
      if (failure && fault.when === "before") throw failure;
      const result = effect(detail);
      applied = true;
      if (failure) throw failure;
      return result;
    } catch (error) {
      status = error instanceof OpenStackError ? error.status : 500;
      throw error;
    } finally {
      log.add({ ...call, status, applied, ...detail });
      if (fault?.answer === "hang") await faults.cleared();
    }
  }
}
