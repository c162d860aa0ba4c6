import { chain } from "./chain";
import type { ResourceHandlers } from "./handlers";
import { safeTexts } from "./safe-texts";
import { maskSecrets } from "./secrets/mask-secrets";
import { shortState } from "./short-state";

/**
 * Handlers as the engine is to meet them, whichever way it comes: texts are safe, state is short, secrets stay in. The
 * order matters: a mask finds secrets in whole rules, and what it leaves of a text may still need to be made safe.
 */
export const forEngine = (handlers: ResourceHandlers): ResourceHandlers =>
  chain(handlers, [safeTexts, shortState(handlers.ruleOfKey), maskSecrets]);
