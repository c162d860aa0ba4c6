import { PartialFailure } from "../../provider/errors";
import type { Props } from "../../provider/kit/handlers";
import { sealedLike } from "../wire/seal";

/** What a half-made resource leaves in state is sealed like what a whole one does. @param came the new inputs */
export async function sealingFailures<T>(came: Props, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof PartialFailure)) throw error;
    throw new PartialFailure(error.id, sealedLike(error.properties, came), error.message);
  }
}
