import type { ResourceHandlers } from "./handlers";
import { withSafeTexts } from "./safe-texts";
import { discreet } from "./secrets/discreet";
import { withShortState } from "./short-state";

/** Handlers as the engine is to meet them, whichever way it comes: secrets stay in, state is short, texts are safe. */
export const forEngine = (handlers: ResourceHandlers): ResourceHandlers =>
  withSafeTexts(withShortState(discreet(handlers)));
