import type { Cloud, Work } from "../../kit/crud";
import type { WaldurClient } from "./client";
import { causeOf } from "./failures";
import { waldurSession, type WaldurSession } from "./session";
import { readWaldurSettings, type WaldurSettings } from "./settings";

/** What one operation at Waldur works with. */
export type WaldurWork = Work<WaldurSession, WaldurClient>;

export const waldur: Cloud<WaldurSettings, WaldurSession> = {
  readSettings: readWaldurSettings,
  sessionOf: waldurSession,
  causeOf,
  named: (text, session) => (/[0-9a-f]{32}/.test(text) ? session().names.in(text) : text),
};
