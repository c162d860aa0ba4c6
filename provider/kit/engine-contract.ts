import { chain } from "./chain";
import type { ResourceHandlers } from "./handlers";
import { safeTexts } from "./safe-texts";
import { maskSecrets } from "./secrets/mask-secrets";
import { shortState } from "./short-state";

/**
 * The contract with the engine in both provider modes: strings are safe, state is short, secrets are masked. The
 * order matters: a mask finds secrets in whole rules, and what it leaves of a string may still need escaping.
 */
export const withEngineContract = (handlers: ResourceHandlers): ResourceHandlers =>
  chain(handlers, [safeTexts, shortState(handlers.rules), maskSecrets(handlers.rules)]);
