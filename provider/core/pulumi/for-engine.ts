import type { ResourceHandlers } from "./handlers";
import { discreet } from "./secrets/discreet";
import { withShortState } from "./short-state";

/** Handlers as the engine is to meet them, whichever way it comes: secrets stay in, and state is short. */
export const forEngine = (handlers: ResourceHandlers): ResourceHandlers => withShortState(discreet(handlers));
