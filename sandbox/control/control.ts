import { Delays } from "./delays";
import { Faults } from "./faults";
import { CallLog } from "./log";
import { type Schema, Settings } from "./settings";

/** What a test holds in its hand to watch and disturb an emulator; the same things are under `/_sandbox/` over HTTP. */
export interface Control<T extends object> {
  readonly log: CallLog;
  readonly faults: Faults;
  readonly delays: Delays;
  readonly settings: Settings<T>;
}

/** @param schema the emulator's switches (see {@link Settings}) */
export function createControl<T extends object>(schema: Schema<T>, initial: Partial<T> = {}): Control<T> {
  return {
    log: new CallLog(),
    faults: new Faults(),
    delays: new Delays(),
    settings: new Settings(schema, initial),
  };
}
