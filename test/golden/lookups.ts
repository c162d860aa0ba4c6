import { messageOf } from "../../provider/errors";
import type { Recording } from "./recording";

/** Records what lookups find, or fail with. */
export const lookIn =
  (recording: Recording) =>
  async (name: string, run: () => Promise<object>): Promise<void> => {
    recording.line(`\n$ look up ${name}`);
    await run().then(
      (found) => recording.properties("found", found),
      (error: unknown) => recording.line(`  failed: ${messageOf(error)}`),
    );
  };
