import { Deadline } from "../../../provider/http/deadline";
import { Run } from "../../../provider/run/run";
import { type WaldurWork, WaldurSession } from "../../../provider/waldur/api/session";
import { readWaldurSettings } from "../../../provider/waldur/api/settings";
import type { WaldurSandbox } from "../../../sandbox/waldur";
import { settingsFor } from "./sandbox";

/** What one operation of a run of its own works with; its lines go nowhere. */
export function workIn(sandbox: WaldurSandbox): WaldurWork {
  const settings: Record<string, string> = settingsFor(sandbox);
  const session = new WaldurSession(readWaldurSettings({ get: (key) => settings[key] }));
  const silent = () => undefined;
  const lines = { info: silent, warn: silent, note: silent };
  return { run: new Run(), session, client: session.client, deadline: new Deadline(300), ...lines };
}
