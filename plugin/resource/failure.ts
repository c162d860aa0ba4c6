import { PartialFailure } from "../../provider/errors";
import type { Props } from "../../provider/kit/handlers";
import { sealedLike } from "../wire/seal";

/** What a partially created resource leaves in state is sealed as for a complete one. @param came the new inputs */
export async function sealingFailures<T>(came: Props, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof PartialFailure)) throw error;
    throw new PartialFailure(error.id, sealedLike(error.properties, came), error.message);
  }
}
